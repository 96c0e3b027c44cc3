import type { QuotaLimits } from "./quota.ts";

/**
 * For how long a request may be under way before its process has to say that it lives. When it has not, the request
 * counts as one whose answer was lost at that moment.
 */
export const SLOT_MS = 60_000;

const DEFAULT_MAX_SERVER_DELAY_MS = 30_000;

/** How much later than a lost answer the server may count its request. */
export function serverDelayMs({ maxServerDelayMs = DEFAULT_MAX_SERVER_DELAY_MS }: QuotaLimits): number {
  return maxServerDelayMs;
}
