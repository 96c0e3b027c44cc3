import { TgtrackError } from "../../errors/tgtrack-error.ts";
import { TransportError } from "../../errors/transport-error.ts";
import type { Refused, Unavailable } from "../service-reply.ts";

/** The error that a caller of a method gets for any reply but `ok`. */
export function tgtrackFailure(method: string, reply: Refused | Unavailable): TgtrackError | TransportError {
  if (reply.kind === "unavailable") {
    const { description, request, cause } = reply;
    return new TransportError("TGTrack", method, { description, answerLost: request === "lost", cause });
  }
  const { errorCode, description, details, retryAfterMs } = reply;
  return new TgtrackError(method, { code: "tgtrack-refused", errorCode, description, details, retryAfterMs });
}
