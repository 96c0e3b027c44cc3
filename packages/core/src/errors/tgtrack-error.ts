import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/** TGTrack's reason for refusing a request, or why the request was not sent at all. */
export interface TgtrackRefusal {
  /** `tgtrack-refused`: TGTrack answered with an error. `tgtrack-not-sent`: the call itself is invalid. */
  code: "tgtrack-refused" | "tgtrack-not-sent";
  /** TGTrack's `error_code` (400, 401, ... 503), if it gave one. */
  errorCode?: number | undefined;
  /** TGTrack's `error_description`, or the reason for not sending. */
  description: string;
  /** TGTrack's `error_details`. */
  details?: string | undefined;
  /** How long TGTrack asked to wait. */
  retryAfterMs?: number | undefined;
}

/** TGTrack refused a client's call, or the call was refused before it was sent. Never contains the API key. */
export class TgtrackError extends TrackerError {
  static {
    brandClass(TgtrackError, "TgtrackError");
  }

  override readonly name = "TgtrackError" as const;
  override readonly code: TgtrackRefusal["code"];
  /** The API's name for the method, such as `add_event`. */
  readonly method: string;
  readonly errorCode: number | undefined;
  readonly description: string;
  readonly details: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(method: string, refusal: TgtrackRefusal) {
    const { code, errorCode, description, details } = refusal;
    super(
      code === "tgtrack-not-sent"
        ? `${method} was not sent to TGTrack: ${description}.`
        : `TGTrack refused ${method}${errorCode === undefined ? "" : ` with ${errorCode}`}: ` +
            `${description}${details === undefined ? "" : ` (${details})`}`,
    );
    this.code = code;
    this.method = method;
    this.errorCode = errorCode;
    this.description = description;
    this.details = details;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}
