/** Thrown inside a service by a rule that a request breaks. `details` ends up in the answer. */
export class Refusal extends Error {
  override readonly name = "Refusal" as const;
  readonly code: number;
  readonly details: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: number, details: string, retryAfterSeconds?: number) {
    super(details);
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
