import type { Cost } from "../wire/costs.ts";

type Time = Pick<Cost, "from" | "to">;

/** How many costs overlap with a time, and the latest of them. */
export interface Overlaps<Of extends Time> {
  count: number;
  latest: Of[];
}

/**
 * Finds which costs of one source overlap with another of them. A source may have a cost for each day of years, and a
 * table a line for each: they are put in order once, and counted by halving.
 */
export function overlappingCosts<Of extends Time>(costs: readonly Of[], mostShown: number): (own: Of) => Overlaps<Of> {
  const byFrom = costs.toSorted((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  const begins = byFrom.map(({ from }) => from);
  const ends = costs.map(({ to }) => to).sort();
  return (own) => {
    const begun = countWhere(begins, (from) => from <= own.to);
    const over = countWhere(ends, (to) => to < own.from);
    // Its own time overlaps with itself.
    const count = begun - over - 1;
    const latest: Of[] = [];
    for (let at = begun - 1; at >= 0 && latest.length < Math.min(count, mostShown); at--) {
      const each = byFrom[at];
      if (each !== undefined && each !== own && each.to >= own.from) latest.push(each);
    }
    return { count, latest };
  };
}

/** How many of the sorted days at the beginning fit. */
function countWhere(sorted: readonly string[], fits: (day: string) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(sorted[middle] ?? "")) low = middle + 1;
    else high = middle;
  }
  return low;
}
