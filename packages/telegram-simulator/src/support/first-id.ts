/** 55 hours: longer than a tracker remembers what it has counted (48 hours). */
const IDS_PER_ROUND = 2_000_000_000;
const IDS_PER_MS = 10;

/**
 * Where the ids of updates and messages begin in a run that starts now. A tracker counts an update, or a start message,
 * once within 48 hours, so a run whose ids were those of the run before would report nothing. Ten ids belong to each
 * millisecond, and the highest still fits clients that keep ids in 32 bits.
 */
export function firstIdAt(nowMs: number): number {
  return 1 + (Math.floor(nowMs * IDS_PER_MS) % IDS_PER_ROUND);
}
