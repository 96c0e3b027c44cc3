import { TrackerError } from "./tracker-error.ts";

/** A start payload or a start link cannot be made of what was given. The message repeats none of the values. */
export class StartPayloadError extends TrackerError {
  override readonly name = "StartPayloadError" as const;
  override readonly code = "start-payload" as const;
  /** By how many characters it is too long; 0 if its length is not what is wrong. */
  readonly excessChars: number;

  constructor(message: string, excessChars: number = 0) {
    super(message);
    this.excessChars = excessChars;
  }
}
