import type { SourceRow } from "../../../../src/wire/sources.ts";

export const GROUPINGS = ["utm_source", "utm_medium", "utm_campaign"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type SourceFigures = Omit<SourceRow, "code" | "name" | "utm">;

/** Sources that have the same value of a UTM field; `value` is empty for those without it. */
export interface SourceGroup extends SourceFigures {
  value: string;
  sources: number;
}

/**
 * The sum of some sources. Somebody who came by two of them is counted twice among the people, so the conversion is
 * that of their visits by ads rather than of heads.
 */
export function sumOf(rows: readonly SourceFigures[]): SourceFigures {
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
    revenue: sum((row) => row.revenue),
    people,
    converted,
    conversion: people === 0 ? null : converted / people,
  };
}

/** In the order of the first source of each group. */
export function groupByUtm(rows: readonly SourceRow[], grouping: Grouping): SourceGroup[] {
  const field = utmFieldOf(grouping);
  return [...Map.groupBy(rows, ({ utm }) => utm[field] ?? "")].map(([value, members]) => ({
    value,
    sources: members.length,
    ...sumOf(members),
  }));
}

/** Whether a text stands in the name, the code or a UTM field. */
export function fits({ code, name, utm }: SourceRow, text: string): boolean {
  const wanted = text.toLowerCase();
  return [code, name, ...Object.values(utm)].some((each) => each.toLowerCase().includes(wanted));
}

function utmFieldOf(grouping: Grouping): "source" | "medium" | "campaign" {
  switch (grouping) {
    case "utm_source":
      return "source";
    case "utm_medium":
      return "medium";
    case "utm_campaign":
      return "campaign";
  }
}
