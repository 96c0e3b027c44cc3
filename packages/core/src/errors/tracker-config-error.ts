import { TrackerError } from "./tracker-error.ts";

/**
 * Thrown at construction, and only there, when options or environment cannot work. The message says what was
 * expected, what came, and how to mend it; it never holds a key or a token.
 */
export class TrackerConfigError extends TrackerError {
  override readonly name = "TrackerConfigError" as const;
  override readonly code = "config" as const;
}
