import { backoffMs } from "../support/backoff.ts";

const SHORTEST_MS = 100;

/**
 * How long a delivery waits after its n-th failed attempt (n from 1): a random time up to a bound that doubles from 1 s
 * to 60 s. Full jitter, so that deliveries that failed together are not retried together.
 */
export function retryDelayMs(attempts: number, random: () => number): number {
  const boundMs = backoffMs(attempts, { firstMs: 1_000, longestMs: 60_000 });
  return Math.max(SHORTEST_MS, Math.round(random() * boundMs));
}
