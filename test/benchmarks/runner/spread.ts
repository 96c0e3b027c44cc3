/** What several rounds gave: the middle one, the least and the most. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** @throws when there is no value at all */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, two) => one - two);
  const min = sorted[0];
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error("no round gave a value");
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? max;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? min)) / 2;
  return { median, min, max };
}

/** Round by round, so that what a round of both met alike (a busy machine) falls out. */
export function pairwise(
  ours: readonly number[],
  others: readonly number[],
  combine: (our: number, other: number) => number,
): number[] {
  if (ours.length !== others.length) throw new Error(`${ours.length} rounds beside ${others.length}`);
  return ours.map((our, round) => combine(our, others[round] ?? Number.NaN));
}

/**
 * What a round takes that little disturbs: a quarter took less. Whatever else a machine does only adds, and not to all
 * contenders alike.
 *
 * @throws when there is no value at all
 */
export function lowerQuartile(values: readonly number[]): number {
  const quartile = values.toSorted((one, two) => one - two)[Math.floor((values.length - 1) / 4)];
  if (quartile === undefined) throw new Error("no round gave a value");
  return quartile;
}
