import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/** The given values do not make a valid start payload or start link. The message repeats none of them. */
export class StartPayloadError extends TrackerError {
  static {
    brandClass(StartPayloadError, "StartPayloadError");
  }

  override readonly name = "StartPayloadError" as const;
  override readonly code = "start-payload" as const;
  /** By how many characters it is too long; 0 if its length is not the problem. */
  readonly excessChars: number;

  constructor(message: string, excessChars: number = 0) {
    super(message);
    this.excessChars = excessChars;
  }
}
