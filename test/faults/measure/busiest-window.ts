/** The most moments that lie within any `perMs`, wherever it begins: two that are `perMs` apart do not. */
export function busiestWindow(momentsMs: readonly number[], perMs: number): number {
  const sorted = momentsMs.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  sorted.forEach((moment, index) => {
    while (moment - (sorted[first] ?? moment) >= perMs) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
