import { ALWAYS } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { knownLinks } from "../reports/links-known.ts";
import type { CostsPreview, CostTable } from "../wire/costs.ts";
import { knownSources } from "./known-sources.ts";
import { readCostTable } from "./read-cost-table.ts";
import { storedCosts } from "./stored-costs.ts";

/** What a pasted table would be taken for, beside what is kept already. Nothing is kept yet. */
export function previewCosts(queries: Queries, table: CostTable): CostsPreview {
  const { costs, wrong } = readCostTable(table, knownSources(queries));
  const kept = storedCosts(queries, ALWAYS).map(({ hundredths, ...cost }) => ({ ...cost, amount: hundredths / 100 }));
  const linkOf = knownLinks(queries);
  type Each = (typeof costs)[number] | (typeof kept)[number];
  return {
    wrong,
    costs: costs.map((cost) => {
      const isSame = (one: Each, other: Each) =>
        one.source === other.source &&
        one.from === other.from &&
        one.to === other.to &&
        one.currency === other.currency;
      const ofSource = [...kept.filter((each) => !costs.some((other) => isSame(each, other))), ...costs].filter(
        (each) => each.source === cost.source && !isSame(each, cost) && each.from <= cost.to && each.to >= cost.from,
      );
      return {
        ...cost,
        name: linkOf(cost.source).name,
        replaces: kept.find((each) => isSame(each, cost))?.amount ?? null,
        overlaps: ofSource.map(({ from, to, amount }) => ({ from, to, amount })),
      };
    }),
  };
}
