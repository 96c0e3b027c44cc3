import { asMoney } from "./as-money.ts";
import type { SourceFigures } from "./sources.ts";

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

type Figures = Pick<SourceFigures, "starts" | "goals" | "sales" | "revenue" | "refunds" | "cost">;

/** Of a source without a cost nothing can be said, so all that needs one is null. */
export function sourceRatios({ starts, goals, sales, revenue, refunds, cost }: Figures): SourceRatios {
  const netRevenue = asMoney(revenue - refunds);
  const costPer = (count: number) => (cost === 0 || count === 0 ? null : cost / count);
  return {
    netRevenue,
    costPerStart: costPer(starts),
    costPerGoal: costPer(goals),
    costPerSale: costPer(sales),
    romi: cost === 0 ? null : (netRevenue - cost) / cost,
  };
}
