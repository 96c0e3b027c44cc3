import type { FunnelFigures, FunnelReply, FunnelStep } from "../wire/funnel.ts";
import { allOf, type Condition, condition } from "./condition.ts";
import { asMoney, FactCounts, within } from "./fact-counts.ts";
import type { TimeRange } from "./parameters.ts";
import type { Queries } from "./queries.ts";

const MAX_SLICES = 20;
const MAX_LABELS = 100;

const FIGURES =
  "count(*) AS events, count(DISTINCT user_id) AS people, count(CASE result WHEN 'in_progress' THEN 1 END) AS inProgress, " +
  "count(CASE result WHEN 'success' THEN 1 END) AS success, count(CASE result WHEN 'failure' THEN 1 END) AS failure, " +
  "total(CASE WHEN amount > 0 THEN amount END) AS revenue, total(CASE WHEN amount < 0 THEN -amount END) AS cost";

/** The steps of `add_event`, the most people first; with the name of a label, each with its slices. */
export function funnelReport(
  queries: Queries,
  range: TimeRange,
  label: string | undefined,
  ofKey: Condition,
): FunnelReply {
  const events = allOf(condition("kind = 'event'"), within(range), ofKey);
  const steps = queries.all<Omit<FunnelStep, "slices">>(
    `SELECT name AS eventType, min(at) AS firstAt, ${FIGURES} FROM facts WHERE ${events.sql} ` +
      "GROUP BY name ORDER BY people DESC, events DESC, name",
    events.values,
  );
  const slices = label === undefined ? new Map<string, Slice[]>() : slicesByStep(queries, label, events);
  return {
    started: startedPeople(queries, range, ofKey),
    steps: steps.map((step) => ({ ...withMoney(step), slices: slices.get(step.eventType) ?? [] })),
    labels: labelNames(queries, events),
  };
}

type Slice = FunnelStep["slices"][number];

/** An event that has the label more than once is in the slice of the first, so that the slices add up to the step. */
function slicesByStep(queries: Queries, label: string, events: Condition): Map<string, Slice[]> {
  const rows = queries.all<Slice & { eventType: string }>(
    "SELECT name AS eventType, (SELECT each.value ->> 'value' FROM json_each(facts.labels) AS each " +
      `WHERE each.value ->> 'name' = ? LIMIT 1) AS value, ${FIGURES} FROM facts WHERE ${events.sql} ` +
      "GROUP BY eventType, 2 ORDER BY events DESC, value",
    [label, ...events.values],
  );
  const slices = new Map<string, Slice[]>();
  for (const { eventType, ...slice } of rows) {
    const ofStep = slices.get(eventType) ?? [];
    slices.set(eventType, ofStep);
    if (ofStep.length < MAX_SLICES) ofStep.push(withMoney(slice));
  }
  return slices;
}

function startedPeople(queries: Queries, range: TimeRange, ofKey: Condition): number {
  const { sql, values } = allOf(new FactCounts(queries, ofKey).starts, within(range), ofKey);
  const counted = queries.first<{ people: number }>(
    `SELECT count(DISTINCT user_id) AS people FROM facts WHERE ${sql}`,
    values,
  );
  return counted?.people ?? 0;
}

function labelNames(queries: Queries, events: Condition): string[] {
  const rows = queries.all<{ name: string }>(
    "SELECT each.value ->> 'name' AS name FROM facts, json_each(facts.labels) AS each " +
      `WHERE facts.labels IS NOT NULL AND ${events.sql} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MAX_LABELS}`,
    events.values,
  );
  return rows.map(({ name }) => name);
}

function withMoney<Figures extends FunnelFigures>(figures: Figures): Figures {
  return { ...figures, revenue: asMoney(figures.revenue), cost: asMoney(figures.cost) };
}
