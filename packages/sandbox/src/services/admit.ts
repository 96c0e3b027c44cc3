import type { KeyEntry } from "../key-ring.ts";
import { countRequest, type LimitState } from "../limits.ts";
import { Refusal } from "./refusal.ts";
import type { ServiceOptions } from "./service-options.ts";

/** Lets a key in, whatever it asks for, or refuses it with 401 or 402. */
export function admitKey(key: string, options: ServiceOptions): KeyEntry {
  const entry = options.keys.find(key);
  if (entry === undefined) {
    throw new Refusal(
      401,
      "The sandbox does not know this key. Use the key sandbox, or name yours when starting the sandbox.",
    );
  }
  if (entry.state === "expired") throw new Refusal(402, "This key has expired.");
  return entry;
}

/** Counts a request of a valid key, or refuses it with 429. `warn` hears which window was full; the client does not. */
export function admitToLimits(
  state: LimitState,
  options: ServiceOptions,
  nowMs: number,
  warn: (warning: string) => void,
): void {
  const decision = countRequest(state, options.limits, nowMs);
  if (decision.kind === "allowed") return;
  const { window, retryAfterMs } = decision;
  warn(`Over the limit of ${window.limit} requests in ${window.perMs} ms.`);
  throw new Refusal(429, "", options.retryAfter ? Math.ceil(retryAfterMs / 1_000) : undefined);
}
