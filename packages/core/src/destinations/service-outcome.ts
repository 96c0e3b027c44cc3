import type { Outcome } from "../delivery/outcome.ts";
import type { DeadReason } from "../outbox/delivery.ts";
import { type Refused, type Unavailable, waiting } from "./service-reply.ts";

/** Wrong key, expired key or one that must be paid for, no rights. */
const ABOUT_THE_KEY: ReadonlySet<number> = new Set([401, 402, 403]);

/** 452 is what TGTrack's reporting host was seen to answer in place of 429. */
const ABOUT_THE_RATE: ReadonlySet<number> = new Set([429, 452]);

/** "The request took too long to arrive" and "too early": about this attempt, not about what it carried. */
const ABOUT_THE_ATTEMPT: ReadonlySet<number> = new Set([408, 425]);

/**
 * What is to be done after a service's reply. 409 says that it is recorded already; nothing may be lost for a code
 * about the key; from 500 on the service failed; every other code is about the item.
 *
 * `concernsKey` may tell a refusal of the key by other signs than the code.
 */
export function serviceOutcome(
  reply: { kind: "ok" } | Refused | Unavailable,
  concernsKey: (refused: Refused) => boolean = () => false,
): Outcome {
  if (reply.kind === "ok") return { kind: "delivered" };
  const wait = waiting(reply.retryAfterMs);
  if (reply.kind === "unavailable") {
    return { kind: "unavailable", description: reply.description, request: reply.request, ...wait };
  }
  const { errorCode: code, description, details } = reply;
  if (code === 409) return { kind: "delivered" };
  if (code !== undefined && ABOUT_THE_RATE.has(code)) return { kind: "rate-limited", ...wait };
  if (code !== undefined && (code >= 500 || ABOUT_THE_ATTEMPT.has(code))) {
    return { kind: "unavailable", description: `${code} ${description}`, request: "answered", ...wait };
  }
  const reason: DeadReason = {
    code: code ?? "error",
    description,
    ...(details === undefined ? undefined : { details }),
  };
  const keyRefused = (code !== undefined && ABOUT_THE_KEY.has(code)) || concernsKey(reply);
  return { kind: keyRefused ? "key-refused" : "rejected", reason };
}
