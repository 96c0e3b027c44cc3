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
  /** How many tries in a row have failed; each doubles the pause. */
  tries: number;
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
 * The pause after a failed request. One that was sent by the time the present pause began says nothing new: it neither
 * doubles the pause nor ends it. `retryAfterMs` wins where the service gave it, and is believed up to an hour.
 */
export function nextHold(
  present: Hold | undefined,
  failure: { cause: HoldCause; why: string; sentAtMs: number; retryAfterMs?: number },
  nowMs: number,
): Hold {
  const { cause, why, sentAtMs, retryAfterMs } = failure;
  const stale = present !== undefined && sentAtMs <= present.sinceMs;
  const tries = stale ? present.tries : (present?.tries ?? 0) + 1;
  const pauseMs =
    retryAfterMs === undefined
      ? Math.min(LONGEST_MS[cause], FIRST_MS * 2 ** Math.min(tries - 1, 16))
      : Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs);
  if (stale) {
    const untilMs = retryAfterMs === undefined ? present.untilMs : Math.max(present.untilMs, nowMs + pauseMs);
    return { ...present, untilMs };
  }
  return { cause, why, sinceMs: nowMs, untilMs: nowMs + pauseMs, tries };
}
