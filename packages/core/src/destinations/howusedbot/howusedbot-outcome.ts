import type { Outcome } from "../../delivery/outcome.ts";
import type { HowUsedBotReply } from "./howusedbot-reply.ts";

/**
 * What is to be done after HowUsedBot's answer. It documents no error. A refusal whose text names the api token is
 * taken for one of the token whatever its code: burying everything for a wrong token would lose it, holding it does not.
 */
export function howUsedBotOutcome(reply: HowUsedBotReply): Outcome {
  if (reply.kind === "ok") return { kind: "delivered" };
  const wait = reply.retryAfterMs === undefined ? undefined : { retryAfterMs: reply.retryAfterMs };
  if (reply.kind === "unavailable") {
    return { kind: "unavailable", description: reply.description, request: reply.request, ...wait };
  }
  const { errorCode, description } = reply;
  const reason = { code: errorCode ?? "error", description };
  if (errorCode === 429) return { kind: "rate-limited", ...wait };
  if (errorCode !== undefined && errorCode >= 500) {
    return { kind: "unavailable", description: `${errorCode} ${description}`, request: "answered", ...wait };
  }
  if (errorCode === 401 || errorCode === 403 || /\bapi[ _-]?token\b/i.test(description)) {
    return { kind: "key-refused", reason };
  }
  return { kind: "rejected", reason };
}
