/** What every report takes: `key`, and `from` and `to` in milliseconds since the epoch (from ≤ at < to). */

/**
 * `GET /api/page/overview?key&tz`. `tz` is the offset from UTC in minutes, east positive; it says when a day begins.
 */
export interface OverviewReply {
  today: DayFigures;
  yesterday: DayFigures;
  /** People who used the bot in the last 120 seconds, as `getOnline` counts them, without those who have stopped it since. */
  online: number;
  /** When the newest use or start arrived; null where nothing has. */
  updatedAt: number | null;
}

export interface DayFigures {
  /** Different people among `uses`, as HowUsedBot counts them. */
  people: number;
  /** HowUsedBot's events. */
  uses: number;
  /** Reported to TGTrack; where nothing was ever sent there, HowUsedBot's events `start` and `stop`. */
  starts: number;
  stops: number;
  goals: number;
  /** The sum of the amounts above 0. */
  revenue: number;
  /** The sum of the amounts below 0, without its sign. */
  refunds: number;
}

/**
 * `GET /api/page/series?key&from&to&bucket&tz&event&split`. `bucket` is `hour` or `day`; a range of more than 1,000
 * buckets is refused. `event` (repeatable) leaves only these events of HowUsedBot in people and uses. `split` is
 * `event`, `param_1`, `param_2` or `param_3`: people and uses per value, the 8 most frequent and the rest.
 */
export interface SeriesReply {
  bucket: "hour" | "day";
  /** The beginning of each bucket, without gaps. */
  buckets: number[];
  people: number[];
  uses: number[];
  starts: number[];
  stops: number[];
  goals: number[];
  revenue: number[];
  refunds: number[];
  /** Only with `split`. `value` is null for the rest together. */
  split: { value: string | null; people: number[]; uses: number[] }[];
  /** The event names of HowUsedBot in the range, the most frequent first, at most 50. */
  events: { name: string; uses: number }[];
}
