import { SandboxError } from "../sandbox-error.ts";
import type { SeriesReply } from "../wire/overview.ts";
import { ALWAYS, allOf, type Condition, condition } from "./condition.ts";
import { FactCounts, USES, within } from "./fact-counts.ts";
import type { Parameters, TimeRange } from "./parameters.ts";
import type { Queries } from "./queries.ts";
import { type Bucket, bucketStarts, MAX_BUCKETS } from "./time-buckets.ts";

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
    throw new SandboxError(
      `From from to to there may be ${MAX_BUCKETS} buckets at most; ask for bucket=day or for a shorter time.`,
    );
  }
  const split = parameters.oneOf("split", ["event", "param_1", "param_2", "param_3"]);
  return { range, bucket, tzMinutes, events: parameters.texts("event"), split };
}

/**
 * The figures per bucket. Each bucket is a question of its own: so the different people are counted among the few rows
 * of one bucket, and the rows are never sorted.
 */
export function seriesReport(queries: Queries, question: SeriesQuestion, ofKey: Condition): SeriesReply {
  const { range, bucket, tzMinutes, events, split } = question;
  const counts = new FactCounts(queries, ofKey);
  const buckets = bucketStarts(range, bucket, tzMinutes);
  const parts = buckets.map((fromMs, index) => ({
    fromMs: Math.max(fromMs, range.fromMs),
    toMs: Math.min(buckets[index + 1] ?? range.toMs, range.toMs),
  }));
  const named = events.length === 0 ? ALWAYS : condition(`name IN (${events.map(() => "?").join(", ")})`, ...events);
  const uses = parts.map((part) => counts.uses(part, named));
  return {
    bucket,
    buckets,
    people: uses.map(({ people }) => people),
    uses: uses.map((each) => each.uses),
    starts: parts.map((part) => counts.startCount(part)),
    stops: parts.map((part) => counts.stopCount(part)),
    goals: parts.map((part) => counts.goalCount(part)),
    revenue: parts.map((part) => counts.revenue(part)),
    split: split === undefined ? [] : splitOf(queries, SPLIT_COLUMNS[split], parts, range, allOf(USES, named, ofKey)),
    events: frequent(queries, "name", MAX_EVENTS, allOf(USES, within(range), ofKey)).map(({ value, uses }) => {
      return { name: value, uses };
    }),
  };
}

interface ValueCount {
  value: string;
  uses: number;
}

function frequent(queries: Queries, column: string, limit: number, fitting: Condition): ValueCount[] {
  return queries.all<ValueCount>(
    `SELECT ${column} AS value, count(*) AS uses FROM facts WHERE ${fitting.sql} ` +
      "GROUP BY value ORDER BY uses DESC, value LIMIT ?",
    [...fitting.values, limit],
  );
}

function splitOf(
  queries: Queries,
  column: string,
  parts: readonly TimeRange[],
  range: TimeRange,
  fitting: Condition,
): SeriesReply["split"] {
  const top = frequent(queries, column, MAX_SPLIT_VALUES + 1, allOf(fitting, within(range)));
  const values: (string | null)[] = top.slice(0, MAX_SPLIT_VALUES).map(({ value }) => value);
  if (top.length > MAX_SPLIT_VALUES) values.push(null);
  const named = values.filter((value) => value !== null);
  const lines = new Map(values.map((value) => [value, emptyLine(value, parts.length)]));
  const list = named.map(() => "?").join(", ");
  for (const [index, part] of parts.entries()) {
    const { sql, values: bound } = allOf(fitting, within(part));
    const rows = queries.all<{ value: string | null; people: number; uses: number }>(
      `SELECT CASE WHEN ${column} IN (${list}) THEN ${column} END AS value, count(DISTINCT user_id) AS people, ` +
        `count(*) AS uses FROM facts WHERE ${sql} GROUP BY 1`,
      [...named, ...bound],
    );
    for (const { value, people, uses } of rows) {
      const line = lines.get(value);
      if (line === undefined) continue;
      line.people[index] = people;
      line.uses[index] = uses;
    }
  }
  return [...lines.values()];
}

function emptyLine(value: string | null, length: number): SeriesReply["split"][number] {
  return { value, people: new Array<number>(length).fill(0), uses: new Array<number>(length).fill(0) };
}
