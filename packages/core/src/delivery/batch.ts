import type { BatchLimits } from "./sender.ts";

/** What is ready to go together. */
export interface BatchCandidate {
  count: number;
  bytes: number;
  oldestAtMs: number;
}

/**
 * When a batch should leave: at once when it is full by count or bytes or its oldest item has waited long enough,
 * otherwise when that item will have.
 */
export function batchLeavesAt(candidate: BatchCandidate, limits: BatchLimits, nowMs: number): number {
  if (candidate.count >= limits.maxItems || candidate.bytes >= limits.maxBytes) return nowMs;
  return candidate.oldestAtMs + limits.maxWaitMs;
}
