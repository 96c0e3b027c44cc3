import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/** HowUsedBot's reason for refusing a request, or why the request was not sent at all. */
export interface HowUsedBotRefusal {
  /** `howusedbot-refused`: HowUsedBot answered with an error. `howusedbot-not-sent`: the call itself is invalid. */
  code: "howusedbot-refused" | "howusedbot-not-sent";
  /** The answer's error code, or its HTTP status; HowUsedBot documents no codes. */
  errorCode?: number | undefined;
  description: string;
  /** How long HowUsedBot asked to wait. */
  retryAfterMs?: number | undefined;
}

/** HowUsedBot refused a client's call, or the call was refused before it was sent. Never contains the API token. */
export class HowUsedBotError extends TrackerError {
  static {
    brandClass(HowUsedBotError, "HowUsedBotError");
  }

  override readonly name = "HowUsedBotError" as const;
  override readonly code: HowUsedBotRefusal["code"];
  /** The API's `requestType`. */
  readonly method: string;
  readonly errorCode: number | undefined;
  readonly description: string;
  readonly retryAfterMs: number | undefined;

  constructor(method: string, refusal: HowUsedBotRefusal) {
    const { code, errorCode, description } = refusal;
    super(
      code === "howusedbot-not-sent"
        ? `${method} was not sent to HowUsedBot: ${description}.`
        : `HowUsedBot refused ${method}${errorCode === undefined ? "" : ` with ${errorCode}`}: ${description}`,
    );
    this.code = code;
    this.method = method;
    this.errorCode = errorCode;
    this.description = description;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}
