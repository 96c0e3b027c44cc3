import { ALWAYS, allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { SeriesReply } from "../wire/overview.ts";
import { FactCounts, USES, within } from "./fact-counts.ts";
import type { Parameters, TimeRange } from "./parameters.ts";
import { type Bucket, bucketStarts, MAX_BUCKETS } from "./time-buckets.ts";
import { tallyUses } from "./use-tally.ts";

type SplitBy = "event" | "param_1" | "param_2" | "param_3";

export interface SeriesQuestion {
  range: TimeRange;
  bucket: Bucket;
  tzMinutes: number;
  /** Empty: all of them. */
  events: readonly string[];
  split: SplitBy | undefined;
}

const SPLIT_COLUMNS: Readonly<Record<SplitBy, string>> = {
  event: "name",
  param_1: "coalesce(param_1, '')",
  param_2: "coalesce(param_2, '')",
  param_3: "coalesce(param_3, '')",
};
const MAX_SPLIT_VALUES = 8;
const MAX_EVENTS = 50;

export function readSeriesQuestion(parameters: Parameters): SeriesQuestion {
  const range = parameters.range();
  const bucket = parameters.oneOf("bucket", ["hour", "day"]) ?? "day";
  const tzMinutes = parameters.tzMinutes();
  const count = bucketStarts(range, bucket, tzMinutes).length;
  if (count > MAX_BUCKETS) {
    throw new SandboxError(`A series has at most ${MAX_BUCKETS} buckets: use bucket=day, or a shorter range.`);
  }
  const split = parameters.oneOf("split", ["event", "param_1", "param_2", "param_3"]);
  return { range, bucket, tzMinutes, events: parameters.texts("event"), split };
}

/** The figures per bucket. Each bucket is a question of its own, so that nothing large is ever sorted. */
export function seriesReport(queries: Queries, question: SeriesQuestion, ofKey: Condition): SeriesReply {
  const { range, bucket, tzMinutes, events, split } = question;
  const counts = new FactCounts(queries, ofKey);
  const buckets = bucketStarts(range, bucket, tzMinutes);
  const parts = buckets.map((fromMs, index) => ({
    fromMs: Math.max(fromMs, range.fromMs),
    toMs: Math.min(buckets[index + 1] ?? range.toMs, range.toMs),
  }));
  const column = split === undefined ? undefined : SPLIT_COLUMNS[split];
  const lines =
    column === undefined ? undefined : { column, values: mostFrequent(queries, column, parts, events, ofKey) };
  const tally = tallyUses(queries, { parts, events, split: lines }, ofKey);
  return {
    bucket,
    buckets,
    ...tally.all,
    starts: parts.map((part) => counts.startCount(part)),
    stops: parts.map((part) => counts.stopCount(part)),
    goals: parts.map((part) => counts.goalCount(part)),
    revenue: parts.map((part) => counts.revenue(part)),
    refunds: parts.map((part) => counts.refunds(part)),
    split: [...tally.byValue].map(([value, line]) => ({ value, ...line })),
    events: [...tally.events]
      .map(([name, uses]) => ({ name, uses }))
      .sort((one, other) => other.uses - one.uses || (one.name < other.name ? -1 : 1))
      .slice(0, MAX_EVENTS),
  };
}

/** The values that get lines of their own. Counted here, because SQLite would sort every row for it. */
function mostFrequent(
  queries: Queries,
  column: string,
  parts: readonly TimeRange[],
  events: readonly string[],
  ofKey: Condition,
): string[] {
  const named = events.length === 0 ? ALWAYS : condition(`name IN (${events.map(() => "?").join(", ")})`, ...events);
  const counts = new Map<string, number>();
  for (const part of parts) {
    const { sql, values } = allOf(USES, within(part), ofKey, named);
    for (const [value] of queries.rows<readonly [string]>(`SELECT ${column} FROM facts WHERE ${sql}`, values)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([one, oneCount], [other, otherCount]) => otherCount - oneCount || (one < other ? -1 : 1))
    .slice(0, MAX_SPLIT_VALUES)
    .map(([value]) => value);
}
