import { ALWAYS } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { knownLinks } from "../reports/links-known.ts";
import type { Cost, CostsPreview, CostTable } from "../wire/costs.ts";
import { costKey } from "./cost-key.ts";
import { knownSources } from "./known-sources.ts";
import { overlappingCosts } from "./overlapping-costs.ts";
import { readCostTable } from "./read-cost-table.ts";
import { storedCosts } from "./stored-costs.ts";

const MAX_OVERLAPS_SHOWN = 3;

/** What a pasted table would be taken for, beside what is kept already. Nothing is kept yet. */
export function previewCosts(queries: Queries, table: CostTable): CostsPreview {
  const { costs, wrong } = readCostTable(table, knownSources(queries));
  const kept = storedCosts(queries, ALWAYS).map(({ hundredths, ...cost }) => ({ ...cost, amount: hundredths / 100 }));
  const keptByKey = new Map(kept.map((cost) => [costKey(cost), cost]));
  const replaced = new Set(costs.map(costKey));
  const together: Cost[] = [...kept.filter((cost) => !replaced.has(costKey(cost))), ...costs];
  const overlapsOf = new Map(
    [...Map.groupBy(together, ({ source }) => source)].map(([source, ofSource]) => [
      source,
      overlappingCosts(ofSource, MAX_OVERLAPS_SHOWN),
    ]),
  );
  const linkOf = knownLinks(queries);
  return {
    wrong,
    costs: costs.map((cost) => {
      const { count, latest } = overlapsOf.get(cost.source)?.(cost) ?? { count: 0, latest: [] };
      return {
        ...cost,
        name: linkOf(cost.source).name,
        replaces: keptByKey.get(costKey(cost))?.amount ?? null,
        overlaps: latest.map(({ from, to, amount, currency }) => ({ from, to, amount, currency })),
        moreOverlaps: count - latest.length,
      };
    }),
  };
}
