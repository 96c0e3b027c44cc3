import type { Outcome } from "../../delivery/outcome.ts";
import type { DeadReason } from "../../outbox/delivery.ts";
import type { TgtrackReply } from "./tgtrack-reply.ts";

/**
 * What is to be done after TGTrack's answer. 409 says that it is recorded already; 401 to 403 are about the key, so
 * that nothing may be lost for them; from 500 on the service failed; every other code is about the item.
 */
export function tgtrackOutcome(reply: TgtrackReply): Outcome {
  switch (reply.kind) {
    case "ok":
      return { kind: "delivered" };
    case "rate-limited":
      return { kind: "rate-limited", ...wait(reply.retryAfterMs) };
    case "unavailable":
      return {
        kind: "unavailable",
        description: reply.description,
        request: reply.request,
        ...wait(reply.retryAfterMs),
      };
    case "refused": {
      const code = reply.errorCode;
      const reason: DeadReason = {
        code: code ?? "error",
        description: reply.description,
        ...(reply.details === undefined ? undefined : { details: reply.details }),
      };
      if (code === 409) return { kind: "delivered" };
      if (code === 401 || code === 402 || code === 403) return { kind: "key-refused", reason };
      if (code !== undefined && code >= 500) {
        const description = `${code} ${reply.description}`;
        return { kind: "unavailable", description, request: "answered", ...wait(reply.retryAfterMs) };
      }
      return { kind: "rejected", reason };
    }
  }
}

function wait(retryAfterMs: number | undefined): { retryAfterMs: number } | undefined {
  return retryAfterMs === undefined ? undefined : { retryAfterMs };
}
