/**
 * Why nothing is sent to a destination for a while: its key was refused (401 to 403), its key is over its limit (429),
 * or the service does not work.
 */
export type HoldCause = "key-refused" | "rate-limited" | "unavailable";

/** A pause of a whole destination. When it is over, one request is tried before the rest follows. */
export interface Hold {
  cause: HoldCause;
  /** What the service said, without secrets. */
  why: string;
  sinceMs: number;
  untilMs: number;
  /** How many tries in a row have failed for this cause; each doubles the pause. */
  tries: number;
}

/** What came of a request that calls for a pause. */
export interface HoldFailure {
  cause: HoldCause;
  why: string;
  /** It was the one request that is tried when a pause is over. */
  isProbe: boolean;
  retryAfterMs?: number;
}

const FIRST_MS = 1_000;
const LONGEST_MS: Record<HoldCause, number> = {
  "key-refused": 300_000,
  "rate-limited": 300_000,
  // Shorter, because a start that waits here is late although its key and its quota are fine.
  unavailable: 30_000,
};
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * The pause after a failed request. One that was under way when the present pause began says nothing new, so that it
 * does not double the pause: eight requests in flight that fail together are one failure. `retryAfterMs` wins where
 * the service gave it, and is believed up to an hour. A `retryAfterMs` of 0 is not an answer to how long: taken at its
 * word it would have the service asked without a rest.
 */
export function nextHold(present: Hold | undefined, failure: HoldFailure, nowMs: number): Hold {
  const { cause, why, isProbe, retryAfterMs = 0 } = failure;
  const given = Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs);
  if (present !== undefined && !isProbe) return { ...present, untilMs: Math.max(present.untilMs, nowMs + given) };
  const tries = present?.cause === cause ? present.tries + 1 : 1;
  const doubled = Math.min(LONGEST_MS[cause], FIRST_MS * 2 ** Math.min(tries - 1, 16));
  return { cause, why, sinceMs: nowMs, untilMs: nowMs + (given > 0 ? given : doubled), tries };
}
