import type { JobJson } from "bullmq";
import { BLOCKED_SCORE, DELAY_STEP } from "../store/delayed-score.ts";

/**
 * A delivery's job as BullMQ's `Job` takes it. The fields that follow from others are not in Redis, as each costs bytes
 * for every delivery that waits.
 *
 * @param delayedScore what it is sorted by among the delayed, null where it is none of them
 */
export function toJobJson(stored: JobJson, id: string, delayedScore: string | null): JobJson {
  const delay = delayedScore === null ? 0 : delayOf(stored.timestamp, Number(delayedScore));
  return {
    ...stored,
    id,
    // One body that cannot be read must not hide all the others.
    data: isJson(stored.data) ? stored.data : JSON.stringify(stored.data),
    delay,
    opts: { ...(stored.priority !== undefined && { priority: stored.priority }), ...(delay > 0 && { delay }) },
  };
}

function delayOf(createdAtMs: number, score: number): number {
  return score >= BLOCKED_SCORE ? 0 : Math.max(0, Math.floor(score / DELAY_STEP) - createdAtMs);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
