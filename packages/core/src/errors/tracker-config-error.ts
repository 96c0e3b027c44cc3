import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/**
 * Thrown when a tracker is created, and only then, if an option or an environment variable is invalid. The message
 * says what was expected, what was given and how to fix it; it never contains a key or a token.
 */
export class TrackerConfigError extends TrackerError {
  static {
    brandClass(TrackerConfigError, "TrackerConfigError");
  }

  override readonly name = "TrackerConfigError" as const;
  override readonly code = "config" as const;
}
