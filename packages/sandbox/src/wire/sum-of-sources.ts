import { asMoney } from "./as-money.ts";
import { isComparable } from "./source-ratios.ts";
import type { SourceFigures, Worth } from "./sources.ts";

/**
 * The sum of some sources. Somebody who came by two of them is counted twice among the people, so the conversion is
 * that of their visits by ads rather than of heads.
 */
export function sumOfSources(rows: readonly SourceFigures[]): SourceFigures {
  const sum = (figure: (row: SourceFigures) => number) => rows.reduce((total, row) => total + figure(row), 0);
  const people = sum((row) => row.people);
  const converted = sum((row) => row.converted);
  return {
    starts: sum((row) => row.starts),
    newPeople: sum((row) => row.newPeople),
    returned: sum((row) => row.returned),
    again: sum((row) => row.again),
    stopped: sum((row) => row.stopped),
    goals: sum((row) => row.goals),
    sales: sum((row) => row.sales),
    revenue: asMoney(sum((row) => row.revenue)),
    refunds: asMoney(sum((row) => row.refunds)),
    cost: asMoney(sum((row) => row.cost)),
    otherCosts: sumByCurrency(rows),
    people,
    converted,
    conversion: people === 0 ? null : converted / people,
    ofAds: worthOfAds(rows),
  };
}

function worthOfAds(rows: readonly SourceFigures[]): Worth {
  const ads = rows.flatMap((row) => row.ofAds ?? (isComparable(row) ? row : []));
  const sum = (figure: keyof Worth) => ads.reduce((total, row) => total + row[figure], 0);
  return {
    cost: asMoney(sum("cost")),
    starts: sum("starts"),
    goals: sum("goals"),
    sales: sum("sales"),
    revenue: asMoney(sum("revenue")),
    refunds: asMoney(sum("refunds")),
  };
}

function sumByCurrency(rows: readonly SourceFigures[]): SourceFigures["otherCosts"] {
  const sums = new Map<string, number>();
  for (const { currency, amount } of rows.flatMap(({ otherCosts }) => otherCosts)) {
    sums.set(currency, asMoney((sums.get(currency) ?? 0) + amount));
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}
