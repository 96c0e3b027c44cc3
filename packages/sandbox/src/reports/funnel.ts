import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { FunnelReply } from "../wire/funnel.ts";
import { FactCounts, within } from "./fact-counts.ts";
import { type EventRow, FunnelTally } from "./funnel-tally.ts";
import type { TimeRange } from "./parameters.ts";

/** The steps of `add_event`, the most people first; with the name of a label, each with its slices. */
export function funnelReport(
  queries: Queries,
  range: TimeRange,
  label: string | undefined,
  ofKey: Condition,
): FunnelReply {
  const { sql, values } = allOf(condition("kind = 'event'"), within(range), ofKey);
  // SQLite would read the labels of each event anew for their names and for the slices, and sort everything thrice.
  const rows = queries.rows<EventRow>(
    `SELECT name, at, user_id, result, amount, labels FROM facts WHERE ${sql}`,
    values,
  );
  const tally = new FunnelTally(label);
  for (const row of rows) tally.add(row);
  return { started: startedPeople(queries, range, ofKey), steps: tally.steps(), labels: tally.labels() };
}

function startedPeople(queries: Queries, range: TimeRange, ofKey: Condition): number {
  const { sql, values } = allOf(new FactCounts(queries, ofKey).starts, within(range), ofKey);
  const counted = queries.first<{ people: number }>(
    `SELECT count(DISTINCT user_id) AS people FROM facts WHERE ${sql}`,
    values,
  );
  return counted?.people ?? 0;
}
