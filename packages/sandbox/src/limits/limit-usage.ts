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
/** Of all keys together; a sliding window remembers when each of its requests came. */
const MAX_TIMES_REMEMBERED = 1_000_000;

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
  #timesAdded = 0;

  /** Counts a request, or says which window is full. What was counted by other rules counts no more. */
  count(key: string, rules: LimitRules, nowMs: number): LimitDecision {
    let use = this.#uses.get(key);
    if (use?.rules !== rules) use = { rules, state: emptyLimitState() };
    this.#uses.set(key, use);
    const decision = countRequest(use.state, rules, nowMs);
    if (rules.mode === "sliding" && ++this.#timesAdded >= MAX_TIMES_REMEMBERED / 4) this.#forgetTimes();
    return decision;
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

  /** Forgets the keys that were used longest ago, until the others fit. */
  #forgetTimes(): void {
    this.#timesAdded = 0;
    const uses = [...this.#uses.entries()];
    let times = uses.reduce((sum, [, { state }]) => sum + state.sliding.length, 0);
    for (const [key, { state }] of uses) {
      if (times <= MAX_TIMES_REMEMBERED) break;
      this.#uses.delete(key);
      times -= state.sliding.length;
    }
  }

  clear(): void {
    this.#uses.clear();
  }
}
