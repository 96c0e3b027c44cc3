import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { DayFigures, OverviewReply } from "../wire/overview.ts";
import { FactCounts } from "./fact-counts.ts";
import type { TimeRange } from "./parameters.ts";
import { bucketLengthMs, bucketStart } from "./time-buckets.ts";

/** What HowUsedBot's `getOnline` looks back where it is not told. */
const ONLINE_MS = 120_000;

export function overviewReport(queries: Queries, ofKey: Condition, tzMinutes: number, nowMs: number): OverviewReply {
  const counts = new FactCounts(queries, ofKey);
  const dayMs = bucketLengthMs("day");
  const todayMs = bucketStart(nowMs, "day", tzMinutes);
  return {
    today: dayFigures(counts, { fromMs: todayMs, toMs: todayMs + dayMs }),
    yesterday: dayFigures(counts, { fromMs: todayMs - dayMs, toMs: todayMs }),
    online: counts.stayed({ fromMs: nowMs - ONLINE_MS + 1, toMs: Number.MAX_SAFE_INTEGER }),
    updatedAt: newestArrival(queries, ofKey),
  };
}

function dayFigures(counts: FactCounts, day: TimeRange): DayFigures {
  return {
    ...counts.uses(day),
    starts: counts.startCount(day),
    stops: counts.stopCount(day),
    goals: counts.goalCount(day),
    revenue: counts.revenue(day),
    refunds: counts.refunds(day),
  };
}

function newestArrival(queries: Queries, ofKey: Condition): number | null {
  const { sql, values } = allOf(condition("kind IN ('use', 'start')"), ofKey);
  const newest = queries.first<{ arrivedAt: number }>(
    `SELECT arrived_at AS arrivedAt FROM facts INDEXED BY facts_by_age WHERE ${sql} ORDER BY arrived_at DESC LIMIT 1`,
    values,
  );
  return newest?.arrivedAt ?? null;
}
