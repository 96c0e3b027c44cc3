import { DELIVERY_CLASSES } from "@bot-tracker/core/outbox-kit";
import type { JobJson } from "bullmq";
import { ALL_STEP, BLOCKED_SCORE, DELAY_STEP } from "../store/delayed-score.ts";

/**
 * A delivery's job as BullMQ's `Job` takes it. The fields that follow from others are not in Redis, as each costs bytes
 * for every delivery that waits.
 *
 * @param scores what it is sorted by among the delayed, and among all that wait; null where it is none of them
 */
export function toJobJson(
  stored: JobJson,
  id: string,
  scores: { delayed: string | null; all: string | null },
): JobJson {
  const delay = scores.delayed === null ? 0 : delayOf(stored.timestamp, Number(scores.delayed));
  const priority = scores.all === null ? stored.priority : rankAt(Number(scores.all));
  return {
    ...stored,
    id,
    // One body that cannot be read must not hide all the others.
    data: isJson(stored.data) ? stored.data : JSON.stringify(stored.data),
    delay,
    ...(priority !== undefined && { priority }),
    opts: { ...(priority !== undefined && { priority }), ...(delay > 0 && { delay }) },
  };
}

/** All that waits is sorted by class, the least valuable first, and then by age: lua/shared/basis.lua. */
function rankAt(score: number): number {
  return DELIVERY_CLASSES.length + 1 - Math.floor(score / ALL_STEP);
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
