const BASE_MS = 1_000;
const CAP_MS = 60_000;
const FLOOR_MS = 100;

/**
 * How long a delivery rests after its n-th failed attempt (n from 1): anywhere between nothing and a bound that
 * doubles from 1 s to 60 s. Full jitter, so that what failed together does not come back together.
 */
export function retryDelayMs(attempts: number, random: () => number): number {
  const boundMs = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempts - 1, 16));
  return Math.max(FLOOR_MS, Math.round(random() * boundMs));
}
