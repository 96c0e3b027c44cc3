import { isSandboxKey } from "@bot-tracker/core/outbox-kit";
import { MOST } from "../bounds/most.ts";
import type { KeyEntry, Keys } from "../keys/keys.ts";
import type { LimitDecision } from "../limits/limits.ts";
import { Refusal } from "./refusal.ts";
import type { Call } from "./service.ts";

/** Admits a key, whatever it asks for, or refuses it with 401 or 402. */
export function admitKey({ key, keyChars }: Pick<Call, "key" | "keyChars">, keys: Keys): KeyEntry {
  if (keyChars > MOST.keyChars) {
    throw new Refusal(401, `A key has at most ${MOST.keyChars} characters; this one has ${keyChars}.`);
  }
  const entry = keys.find(key);
  if (entry === undefined && isSandboxKey(key)) {
    // Keys that are named on the command line are otherwise the only ones.
    const named = keys.acceptsAnyKey ? "--key sandbox --accept-any-key" : "--key sandbox";
    throw new Refusal(
      401,
      `This sandbox has a password, so the key sandbox works only if it was named: start it with ${named}, ` +
        'or keys: ["sandbox"].',
    );
  }
  if (entry === undefined) {
    const advice = keys.acceptsSandboxKey ? "Use the key sandbox, or pass yours" : "Pass it";
    throw new Refusal(401, `Unknown key. ${advice} when starting the sandbox.`);
  }
  if (entry.state === "expired") throw new Refusal(402, "This key has expired.");
  return entry;
}

/** Admits a request within the limits, or refuses it with 429. `warn` is told which window was full; the client is not. */
export function admitToLimits(decision: LimitDecision, tellsWhen: boolean, warn: (warning: string) => void): void {
  if (decision.kind === "allowed") return;
  const { window, retryAfterMs } = decision;
  warn(`Over the limit of ${window.limit} requests in ${window.perMs} ms.`);
  throw new Refusal(429, "", tellsWhen ? Math.ceil(retryAfterMs / 1_000) : undefined);
}
