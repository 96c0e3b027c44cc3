import type { BatchLimits } from "./sender.ts";

/** What is ready to be sent together. */
export interface BatchCandidate {
  count: number;
  bytes: number;
  oldestAtMs: number;
}

/**
 * When to send a batch: immediately if it is full by count or by bytes, otherwise once its oldest item has waited
 * `maxWaitMs`.
 */
export function batchLeavesAt(candidate: BatchCandidate, limits: BatchLimits, nowMs: number): number {
  if (candidate.count >= limits.maxItems || candidate.bytes >= limits.maxBytes) return nowMs;
  return candidate.oldestAtMs + limits.maxWaitMs;
}
