import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/** A read was refused, at once or after waiting, because requests to the service are on hold. */
export class KeyHeldError extends TrackerError {
  static {
    brandClass(KeyHeldError, "KeyHeldError");
  }

  override readonly name = "KeyHeldError" as const;
  override readonly code = "key-held" as const;
  readonly destination: string;

  constructor(destination: string, why: string) {
    super(`Requests to ${destination} are on hold: ${why}.`);
    this.destination = destination;
  }
}
