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

type Figures = Pick<SourceFigures, keyof Worth | "cost" | "ofAds">;

/**
 * Of a source without a cost nothing can be said, so all that needs one is null, and in a sum its revenue is left out of
 * what the cost is compared with.
 */
export function sourceRatios(figures: Figures): SourceRatios {
  const { cost } = figures;
  const { starts, goals, sales, revenue, refunds } = figures.ofAds ?? figures;
  const costPer = (count: number) => (cost === 0 || count === 0 ? null : cost / count);
  return {
    netRevenue: asMoney(figures.revenue - figures.refunds),
    costPerStart: costPer(starts),
    costPerGoal: costPer(goals),
    costPerSale: costPer(sales),
    romi: cost === 0 ? null : (asMoney(revenue - refunds) - cost) / cost,
  };
}
