import type { Queries } from "../database/queries.ts";

export type FoundSource = { kind: "source"; code: string } | { kind: "several"; count: number } | { kind: "unknown" };

interface LinkRow {
  code: string;
  name: string;
  campaign: string | null;
}

/** The payload of a start link to a bot, in Telegram or in MAX. */
const IN_ADDRESS = /[?&]start(?:app)?=([\w-]+)/;

/**
 * Finds a source by what a person calls it: its code, the address of its link, its link's name, or the campaign of its
 * link where no other link has that. Codes that no link has are known once somebody started with them.
 */
export function knownSources(queries: Queries): (text: string) => FoundSource {
  const links = queries.all<LinkRow>("SELECT code, name, utm_campaign AS campaign FROM links");
  const byCode = new Set(links.map(({ code }) => code));
  const byName = grouped(links, ({ name }) => name);
  const byCampaign = grouped(links, ({ campaign }) => campaign ?? "");
  return (text) => {
    const came = text.trim();
    if (came === "") return { kind: "unknown" };
    const code = IN_ADDRESS.exec(came)?.[1] ?? came;
    if (byCode.has(code) || hasStarts(queries, code)) return { kind: "source", code };
    const named = byName.get(came.toLowerCase()) ?? byCampaign.get(came.toLowerCase()) ?? [];
    const [only] = named;
    if (only === undefined) return { kind: "unknown" };
    return named.length === 1 ? { kind: "source", code: only } : { kind: "several", count: named.length };
  };
}

function hasStarts(queries: Queries, code: string): boolean {
  const sql = "SELECT 1 FROM facts INDEXED BY facts_by_source WHERE kind = 'start' AND source = ? LIMIT 1";
  return queries.first(sql, [code]) !== undefined;
}

function grouped(links: readonly LinkRow[], nameOf: (link: LinkRow) => string): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  for (const link of links) {
    const name = nameOf(link).trim().toLowerCase();
    if (name !== "") codes.set(name, [...(codes.get(name) ?? []), link.code]);
  }
  return codes;
}
