import type { KeyEntry, Keys } from "../keys/keys.ts";
import type { LimitDecision } from "../limits/limits.ts";
import { Refusal } from "./refusal.ts";

/** Admits a key, whatever it asks for, or refuses it with 401 or 402. */
export function admitKey(key: string, keys: Keys): KeyEntry {
  const entry = keys.find(key);
  if (entry === undefined) {
    throw new Refusal(401, "Unknown key. Use the key sandbox, or pass yours when starting the sandbox.");
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
