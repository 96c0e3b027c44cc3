import { backoffMs } from "../support/backoff.ts";

/**
 * Why a destination is paused: its key was refused (401 to 403), its key is over its limit (429), or the service is
 * unavailable.
 */
export type HoldCause = "key-refused" | "rate-limited" | "unavailable";

/** A pause of a whole destination. When it ends, a single request probes the service before the others follow. */
export interface Hold {
  cause: HoldCause;
  /** The service's answer, without secrets. */
  why: string;
  sinceMs: number;
  untilMs: number;
  /** Consecutive failures with this cause; each doubles the pause. */
  tries: number;
}

/** A failed request that calls for a pause. */
export interface HoldFailure {
  cause: HoldCause;
  why: string;
  /** It was the single request sent when a pause had ended. */
  isProbe: boolean;
  retryAfterMs?: number;
}

const FIRST_MS = 1_000;
const LONGEST_MS: Record<HoldCause, number> = {
  "key-refused": 300_000,
  "rate-limited": 300_000,
  // Shorter: a start waiting here is delayed although its key and quota are fine.
  unavailable: 30_000,
};
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * The pause after a failed request. A request that was already in flight when the current pause began says nothing new
 * and does not double the pause: eight requests that fail together are one failure. A `retryAfterMs` from the service
 * takes precedence, up to an hour. A `retryAfterMs` of 0 is ignored, because honouring it would retry without a pause.
 */
export function nextHold(current: Hold | undefined, failure: HoldFailure, nowMs: number): Hold {
  const { cause, why, isProbe, retryAfterMs = 0 } = failure;
  const given = Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs);
  if (current !== undefined && !isProbe) return { ...current, untilMs: Math.max(current.untilMs, nowMs + given) };
  const tries = current?.cause === cause ? current.tries + 1 : 1;
  const doubled = backoffMs(tries, { firstMs: FIRST_MS, longestMs: LONGEST_MS[cause] });
  return { cause, why, sinceMs: nowMs, untilMs: nowMs + (given > 0 ? given : doubled), tries };
}
