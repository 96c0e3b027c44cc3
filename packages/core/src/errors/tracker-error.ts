import { brandClass } from "../support/brand-class.ts";

/** The base class of every error this library creates. `code` is for programs, the message for people. */
export abstract class TrackerError extends Error {
  static {
    brandClass(TrackerError, "TrackerError");
  }

  abstract override readonly name: string;
  /** A stable identifier for programs, such as `config` or `quota-exhausted`. */
  abstract readonly code: string;
}
