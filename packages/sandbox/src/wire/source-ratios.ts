import { asMoney } from "./as-money.ts";
import type { SourceFigures, Worth } from "./sources.ts";

/** What an ad was worth. Null where it would be divided by nothing. */
export interface SourceRatios {
  /** Revenue without what was refunded. */
  netRevenue: number;
  costPerStart: number | null;
  /** By the goals that `goals` counts. */
  costPerGoal: number | null;
  costPerSale: number | null;
  /** What each unit of money spent brought beyond itself: (net revenue − cost) / cost. −1 is all of it lost. */
  romi: number | null;
}

type Figures = Pick<SourceFigures, keyof Worth | "otherCosts" | "ofAds">;

/**
 * Whether what a source brought can be compared with its cost: it has one, and all of it in the currency of its amounts.
 * A part of the cost would make the ad look cheaper than it was.
 */
export function isComparable({ cost, otherCosts }: Pick<SourceFigures, "cost" | "otherCosts">): boolean {
  return cost > 0 && otherCosts.length === 0;
}

/** Null where the source cannot be compared with its cost. A sum compares those of its sources that can. */
export function sourceRatios(figures: Figures): SourceRatios {
  const { starts, goals, sales, revenue, refunds, ...compared } = figures.ofAds ?? figures;
  const cost = figures.ofAds !== undefined || isComparable(figures) ? compared.cost : 0;
  const costPer = (count: number) => (cost === 0 || count === 0 ? null : cost / count);
  return {
    netRevenue: asMoney(figures.revenue - figures.refunds),
    costPerStart: costPer(starts),
    costPerGoal: costPer(goals),
    costPerSale: costPer(sales),
    romi: cost === 0 ? null : (asMoney(revenue - refunds) - cost) / cost,
  };
}
