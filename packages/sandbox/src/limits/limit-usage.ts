import { BoundedMap } from "../support/bounded-map.ts";
import {
  countRequest,
  emptyLimitState,
  type LimitDecision,
  type LimitRules,
  type LimitState,
  usageOf,
  type WindowUsage,
} from "./limits.ts";

const MAX_KEYS_REMEMBERED = 10_000;

interface KeyUse {
  readonly rules: LimitRules;
  readonly state: LimitState;
}

/** How full the windows of one key are. */
export interface KeyUsage {
  key: string;
  mode: "fixed" | "sliding";
  windows: WindowUsage[];
}

/** What each key of a service has used of its limits. */
export class LimitUsage {
  readonly #uses = new BoundedMap<string, KeyUse>(MAX_KEYS_REMEMBERED);

  /** Counts a request, or says which window is full. What was counted by other rules counts no more. */
  count(key: string, rules: LimitRules, nowMs: number): LimitDecision {
    let use = this.#uses.get(key);
    if (use?.rules !== rules) use = { rules, state: emptyLimitState() };
    this.#uses.set(key, use);
    return countRequest(use.state, rules, nowMs);
  }

  /** Of the keys that have sent something, the one used last first. */
  usage(rules: LimitRules, nowMs: number): KeyUsage[] {
    const usage: KeyUsage[] = [];
    for (const [key, use] of this.#uses.entries()) {
      const state = use.rules === rules ? use.state : emptyLimitState();
      usage.push({ key, mode: rules.mode, windows: usageOf(state, rules, nowMs) });
    }
    return usage.reverse();
  }

  clear(): void {
    this.#uses.clear();
  }
}
