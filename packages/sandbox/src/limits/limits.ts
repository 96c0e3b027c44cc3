/** At most `limit` requests in `perMs` milliseconds. */
export interface LimitWindow {
  limit: number;
  perMs: number;
}

/**
 * - `fixed`: as TGTrack documents it, the counter starts anew each second, hour and day. Windows begin at `offsetMs`
 *   after the epoch and every `perMs` from there. A refused request is not counted.
 * - `sliding`: for strict tests. A request is refused when the `perMs` before it already hold `limit` others, the
 *   refused ones included, so that no window, wherever it begins, holds more accepted ones than the limit.
 */
export interface LimitRules {
  mode: "fixed" | "sliding";
  windows: readonly LimitWindow[];
  offsetMs: number;
}

/** TGTrack's default: 3 a second, 500 an hour, 5000 a day (its documentation, section on limits). */
export const TGTRACK_WINDOWS: readonly LimitWindow[] = [
  { limit: 3, perMs: 1_000 },
  { limit: 500, perMs: 3_600_000 },
  { limit: 5_000, perMs: 86_400_000 },
];

export type LimitDecision = { kind: "allowed" } | { kind: "over"; window: LimitWindow; retryAfterMs: number };

/** What one key has used. Made by `emptyLimitState` and changed by `countRequest` only. */
export interface LimitState {
  /** Per window of the rules: which one is running, and how many requests it has seen. */
  fixed: { index: number; used: number }[];
  /** When the newest requests came, oldest first. No more of them than the largest limit. */
  sliding: number[];
}

export function emptyLimitState(): LimitState {
  return { fixed: [], sliding: [] };
}

/** Counts a request that came at `nowMs`, or says which window is full. */
export function countRequest(state: LimitState, rules: LimitRules, nowMs: number): LimitDecision {
  return rules.mode === "fixed" ? countFixed(state, rules, nowMs) : countSliding(state, rules, nowMs);
}

function countFixed(state: LimitState, rules: LimitRules, nowMs: number): LimitDecision {
  const counters = rules.windows.map((window, position) => {
    const index = Math.floor((nowMs - rules.offsetMs) / window.perMs);
    const counter = state.fixed[position];
    return counter?.index === index ? counter : { index, used: 0 };
  });
  state.fixed = counters;
  for (const [position, window] of rules.windows.entries()) {
    const counter = counters[position];
    if (counter === undefined || counter.used < window.limit) continue;
    const endsAtMs = rules.offsetMs + (counter.index + 1) * window.perMs;
    return { kind: "over", window, retryAfterMs: endsAtMs - nowMs };
  }
  for (const counter of counters) counter.used++;
  return { kind: "allowed" };
}

function countSliding(state: LimitState, rules: LimitRules, nowMs: number): LimitDecision {
  let decision: LimitDecision = { kind: "allowed" };
  for (const window of rules.windows) {
    const blocking = state.sliding[state.sliding.length - window.limit];
    if (blocking === undefined || blocking <= nowMs - window.perMs) continue;
    decision = { kind: "over", window, retryAfterMs: blocking + window.perMs - nowMs };
    break;
  }
  state.sliding.push(nowMs);
  // Older ones decide nothing: a window is full once as many newer ones as its limit are in it.
  const keep = Math.max(0, ...rules.windows.map((window) => window.limit));
  if (state.sliding.length > 2 * keep) state.sliding.splice(0, state.sliding.length - keep);
  return decision;
}

/** How full a window is. `endsAtMs`: when the counter of a fixed one starts anew, or a sliding one has room again. */
export interface WindowUsage extends LimitWindow {
  used: number;
  endsAtMs: number;
}

/** How full each window of the rules is at `nowMs`, without counting anything. */
export function usageOf(state: LimitState, rules: LimitRules, nowMs: number): WindowUsage[] {
  return rules.windows.map((window, position) => {
    const { limit, perMs } = window;
    if (rules.mode === "fixed") {
      const index = Math.floor((nowMs - rules.offsetMs) / perMs);
      const counter = state.fixed[position];
      const used = counter?.index === index ? counter.used : 0;
      return { limit, perMs, used, endsAtMs: rules.offsetMs + (index + 1) * perMs };
    }
    // Refused requests stand in a sliding window too, so that more than its limit may be there.
    const inWindow = state.sliding.filter((atMs) => atMs > nowMs - perMs).slice(-limit);
    return { limit, perMs, used: inWindow.length, endsAtMs: (inWindow[0] ?? nowMs - perMs) + perMs };
  });
}
