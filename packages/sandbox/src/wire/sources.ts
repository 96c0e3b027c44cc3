/** `GET /api/page/sources?key&from&to`, and `/api/page/sources.csv` with the same and `lang`. The most starts first. */
export interface SourcesReply {
  /** At most 1,000; the CSV has them all. */
  sources: SourceRow[];
  /** Those beyond the 1,000 together, as where every person gets a payload of their own. Null where there are none. */
  others: OtherSources | null;
}

export interface OtherSources extends SourceFigures {
  sources: number;
}

export interface SourceRow extends SourceFigures {
  /** The code of the link, which is the start payload; empty for starts without one. */
  code: string;
  /** The link's name where the sandbox knows the link, else the code. */
  name: string;
  utm: { source?: string; medium?: string; campaign?: string; content?: string; term?: string };
}

export interface SourceFigures {
  /** All starts by it. */
  starts: number;
  /** Starts of people who were new, who had stopped the bot before, and of members who came again. */
  newPeople: number;
  returned: number;
  again: number;
  /** People of this source who stopped the bot. */
  stopped: number;
  /** Goals and sales of its people. */
  goals: number;
  revenue: number;
  /** Different people who started by it, and those of them who reached a goal. */
  people: number;
  converted: number;
  /** `converted` of `people`; 0 to 1, null where nobody started. */
  conversion: number | null;
}
