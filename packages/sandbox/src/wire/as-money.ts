/** A sum without the crumbs that binary fractions leave, as in 0.1 + 0.2. */
export function asMoney(sum: number | null | undefined): number {
  return Math.round((sum ?? 0) * 1e6) / 1e6;
}
