/**
 * `GET /api/page/sources?key&from&to&tz&goal&sale`, and `/api/page/sources.csv` with the same and `lang`. The most starts
 * first. `goal` (repeatable) and `sale=1` say what converts somebody: one of these goals, a sale. With neither, any goal
 * and any sale does.
 */
export interface SourcesReply {
  /** At most 1,000; the CSV has them all. */
  sources: SourceRow[];
  /** Those beyond the 1,000 together, as where every person gets a payload of their own. Null where there are none. */
  others: OtherSources | null;
  /** Which goals were reached in the range, the most frequent first, at most 100. Whatever converts, all are here. */
  goals: GoalRow[];
  /** That of revenue, refunds and cost; null where it is not known. */
  currency: string | null;
}

export interface GoalRow {
  /** The target of a goal, the `conversion_target` of an event. */
  name: string;
  reached: number;
  /** Different people who reached it. */
  people: number;
  /** By the source of who reached it, the most first, at most 100. */
  bySource: { code: string; name: string; reached: number; people: number }[];
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

/** What an ad cost in the range, of a time that only partly lies in it the part. */
export interface SourceCosts {
  /** In the currency of the reply. 0 where nothing is known. */
  cost: number;
  /** What was spent in others, which nothing is compared with. */
  otherCosts: { currency: string; amount: number }[];
}

/** What an ad cost, and what that is compared with. */
export interface Worth {
  cost: number;
  starts: number;
  goals: number;
  sales: number;
  revenue: number;
  refunds: number;
}

export interface SourceFigures extends SourceCosts, Worth {
  /** All starts by it. */
  starts: number;
  /** Starts of people who were new, who had stopped the bot before, and of members who came again. */
  newPeople: number;
  returned: number;
  again: number;
  /** People of this source who stopped the bot. */
  stopped: number;
  /** Goals that its people reached: those that convert, or all of them where no goal was asked for. */
  goals: number;
  /** Events of its people with an amount above 0. */
  sales: number;
  /** The sum of the amounts above 0. */
  revenue: number;
  /** The sum of the amounts below 0, without its sign. TGTrack calls them costs. */
  refunds: number;
  /** Different people who started by it, and those of them who converted. */
  people: number;
  converted: number;
  /** `converted` of `people`; 0 to 1, null where nobody started. */
  conversion: number | null;
  /**
   * In a sum of sources those that can be compared with their cost: people who came without an ad say nothing about
   * ads, and what was also spent in another currency is not all of a cost.
   */
  ofAds?: Worth;
}
