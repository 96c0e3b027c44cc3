import type { Queries } from "../database/queries.ts";

export interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  content?: string;
  term?: string;
}

export interface UtmRow {
  utmSource: string | null;
  utmMedium: string | null;
  utmCampaign: string | null;
  utmContent: string | null;
  utmTerm: string | null;
}

export const UTM_COLUMNS: string =
  "utm_source AS utmSource, utm_medium AS utmMedium, utm_campaign AS utmCampaign, utm_content AS utmContent, " +
  "utm_term AS utmTerm";

export function utmOf({ utmSource, utmMedium, utmCampaign, utmContent, utmTerm }: UtmRow): Utm {
  return {
    ...(utmSource !== null && { source: utmSource }),
    ...(utmMedium !== null && { medium: utmMedium }),
    ...(utmCampaign !== null && { campaign: utmCampaign }),
    ...(utmContent !== null && { content: utmContent }),
    ...(utmTerm !== null && { term: utmTerm }),
  };
}

/** What a code stands for: the link's name and UTM fields, or the code itself where no link has it. */
export interface KnownLink {
  name: string;
  utm: Utm;
}

/** The links of the codes in a reply's rows. They are few, so all are read at once. */
export function knownLinks(queries: Queries): (code: string) => KnownLink {
  const rows = queries.all<UtmRow & { code: string; name: string }>(`SELECT code, name, ${UTM_COLUMNS} FROM links`);
  const links = new Map(rows.map((row) => [row.code, { name: row.name, utm: utmOf(row) }]));
  return (code) => links.get(code) ?? { name: code, utm: {} };
}
