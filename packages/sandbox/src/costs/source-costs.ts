import type { TimeRange } from "../reports/parameters.ts";
import type { SourceCosts } from "../wire/sources.ts";
import type { StoredCost } from "./stored-costs.ts";

const DAY_MS = 86_400_000;

/**
 * What each source cost in a range. The cost of a time that lies only partly in the range counts by the part of the time
 * that does, as if it had been spent evenly. Times that overlap are costs of their own, and are added up. Only what is in
 * `currency` is `cost`; the rest cannot be added to it.
 */
export function sourceCosts(
  costs: readonly Omit<StoredCost, "madeUp">[],
  range: TimeRange,
  currency: string | null,
  tzMinutes: number,
): Map<string, SourceCosts> {
  const hundredths = new Map<string, Map<string, number>>();
  for (const cost of costs) {
    const part = cost.hundredths * shareOf(cost, range, tzMinutes);
    if (part === 0) continue;
    const ofSource = hundredths.get(cost.source) ?? new Map<string, number>();
    ofSource.set(cost.currency, (ofSource.get(cost.currency) ?? 0) + part);
    hundredths.set(cost.source, ofSource);
  }
  return new Map(
    [...hundredths].map(([source, sums]) => {
      const others = [...sums].filter(([each]) => each !== currency);
      return [
        source,
        {
          cost: inUnits(currency === null ? 0 : (sums.get(currency) ?? 0)),
          otherCosts: others
            .map(([each, sum]) => ({ currency: each, amount: inUnits(sum) }))
            .sort((one, other) => (one.currency < other.currency ? -1 : 1)),
        },
      ];
    }),
  );
}

/** Which part of a cost's time lies in a range: 0 to 1. */
function shareOf(
  { from, to }: Pick<StoredCost, "from" | "to">,
  { fromMs, toMs }: TimeRange,
  tzMinutes: number,
): number {
  const beginMs = Date.parse(`${from}T00:00:00Z`) - tzMinutes * 60_000;
  const endMs = Date.parse(`${to}T00:00:00Z`) + DAY_MS - tzMinutes * 60_000;
  const withinMs = Math.min(endMs, toMs) - Math.max(beginMs, fromMs);
  return Math.max(0, withinMs) / (endMs - beginMs);
}

function inUnits(hundredths: number): number {
  return Math.round(hundredths) / 100;
}
