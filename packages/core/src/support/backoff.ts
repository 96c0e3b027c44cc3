// 2 ** 16 is past every bound in use and keeps the product exact, however often something has failed.
const MOST_DOUBLINGS = 16;

/** How long the n-th pause in a row is (n from 1): `firstMs`, doubled for every pause before it, at most `longestMs`. */
export function backoffMs(n: number, { firstMs, longestMs }: { firstMs: number; longestMs: number }): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(n - 1, MOST_DOUBLINGS));
}
