import type { OtherSources, SourceFigures, SourceRow } from "#wire/sources";
import { sumOfSources } from "#wire/sum-of-sources";

/** Beside ad systems with their campaigns, and links. */
export const GROUPINGS = ["utm_medium", "utm_campaign"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Sources that have the same value of a UTM field; `value` is empty for those without it. */
export interface SourceGroup extends SourceFigures {
  value: string;
  sources: number;
}

/** In the order of the first source of each group. Those told together only are counted as without the field. */
export function groupByUtm(rows: readonly SourceRow[], others: OtherSources | null, grouping: Grouping): SourceGroup[] {
  const field = utmFieldOf(grouping);
  const groups = Map.groupBy(rows, ({ utm }) => utm[field] ?? "");
  if (others !== null && !groups.has("")) groups.set("", []);
  return [...groups].map(([value, members]) => {
    const rest = value === "" && others !== null ? others : undefined;
    return {
      value,
      sources: members.length + (rest?.sources ?? 0),
      ...sumOfSources(rest === undefined ? members : [...members, rest]),
    };
  });
}

/** Whether a text stands in the name, the code or a UTM field. */
export function fits({ code, name, utm }: SourceRow, text: string): boolean {
  const wanted = text.toLowerCase();
  return [code, name, ...Object.values(utm)].some((each) => each.toLowerCase().includes(wanted));
}

function utmFieldOf(grouping: Grouping): "medium" | "campaign" {
  return grouping === "utm_medium" ? "medium" : "campaign";
}
