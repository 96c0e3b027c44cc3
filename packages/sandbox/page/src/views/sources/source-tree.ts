import type { OtherSources, SourceFigures, SourceRow } from "#wire/sources";
import { sumOfSources } from "#wire/sum-of-sources";

/** A row of the table of sources: a link, or what links have in common, which opens to them. */
export type SourceNode = SourceFigures & { key: string } & (
    | { kind: "link"; row: SourceRow }
    | { kind: "group"; field: "source" | "campaign"; value: string; links: number; children: readonly SourceNode[] }
  );

/**
 * The links by the ad system (`utm_source`) and in that by campaign. A group of one link is the link itself, and links
 * without the field stand beside the groups.
 */
export function sourceTree(rows: readonly SourceRow[]): SourceNode[] {
  return grouped(rows, "source", "", (members, key) => grouped(members, "campaign", key, linksOf));
}

/** Each link in a row of its own. */
export function linksOf(rows: readonly SourceRow[]): SourceNode[] {
  return rows.map((row) => ({ kind: "link", ...figuresOf(row), key: `link ${row.code}`, row }));
}

/** All of them together, those beyond the table included. */
export function totalOf(rows: readonly SourceRow[], others: OtherSources | null): SourceFigures {
  return sumOfSources(others === null ? rows : [...rows, others]);
}

function grouped(
  rows: readonly SourceRow[],
  field: "source" | "campaign",
  above: string,
  within: (members: readonly SourceRow[], key: string) => SourceNode[],
): SourceNode[] {
  const groups = Map.groupBy(rows, ({ utm }) => utm[field] ?? "");
  return [...groups].flatMap(([value, members]): SourceNode[] => {
    if (value === "" || members.length === 1) return linksOf(members);
    const key = `${above}${field} ${value}\n`;
    const children = within(members, key);
    return [{ kind: "group", ...sumOfSources(members), key, field, value, links: members.length, children }];
  });
}

function figuresOf({ code: _code, name: _name, utm: _utm, ...figures }: SourceRow): SourceFigures {
  return figures;
}
