import { HowUsedBotError } from "../../errors/howusedbot-error.ts";
import { TransportError } from "../../errors/transport-error.ts";
import type { Refused, Unavailable } from "../service-reply.ts";
import type { HowUsedBotReply } from "./howusedbot-reply.ts";

/** The error that a caller gets for any reply but `ok`. */
export function howUsedBotFailure(method: string, reply: Refused | Unavailable): HowUsedBotError | TransportError {
  if (reply.kind === "unavailable") {
    const { description, request, cause } = reply;
    return new TransportError("HowUsedBot", method, { description, answerLost: request === "lost", cause });
  }
  const { errorCode, description, retryAfterMs } = reply;
  return new HowUsedBotError(method, { code: "howusedbot-refused", errorCode, description, retryAfterMs });
}

/** How many people are online, by a successful reply to `getOnline`; an error if the reply does not say. */
export function onlineCount(reply: Extract<HowUsedBotReply, { kind: "ok" }>): number | TransportError {
  const count = reply.body.onlineCount;
  const number = typeof count === "string" && /^\d+$/.test(count) ? Number(count) : count;
  if (typeof number === "number") return number;
  const description = "its answer holds no onlineCount";
  return new TransportError("HowUsedBot", "getOnline", { description, answerLost: false });
}
