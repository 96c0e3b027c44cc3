import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/** A read (`getUserInfo`, `getOnline`) got no slot in the service's quota in the time it may wait. */
export class QuotaExhaustedError extends TrackerError {
  static {
    brandClass(QuotaExhaustedError, "QuotaExhaustedError");
  }

  override readonly name = "QuotaExhaustedError" as const;
  override readonly code = "quota-exhausted" as const;
  readonly destination: string;
  readonly waitedMs: number;

  constructor(destination: string, waitedMs: number) {
    super(
      `${destination} has no request left in its quota: a read waited ${waitedMs} ms for one. ` +
        "Read less often, cache the results, or ask the service for a higher limit.",
    );
    this.destination = destination;
    this.waitedMs = waitedMs;
  }
}
