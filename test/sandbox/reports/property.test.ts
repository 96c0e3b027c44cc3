import fc from "fast-check";
import { expect, test } from "vitest";
import { ALWAYS, condition } from "../../../packages/sandbox/src/database/condition.ts";
import { Queries } from "../../../packages/sandbox/src/database/queries.ts";
import { funnelReport } from "../../../packages/sandbox/src/reports/funnel.ts";
import { overviewReport } from "../../../packages/sandbox/src/reports/overview.ts";
import { seriesReport } from "../../../packages/sandbox/src/reports/series.ts";
import { sourcesReport } from "../../../packages/sandbox/src/reports/sources.ts";
import type { Fact } from "../../../packages/sandbox/src/store/fact.ts";
import { openStore } from "../../../packages/sandbox/src/store/sandbox-store.ts";
import { NOON_MS } from "../sandbox-test.ts";
import { type KeyedFact, NaiveReports } from "./naive-reports.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const KEYS = ["first-key", "second-key"];

const userId = fc.constantFrom("1", "2", "3", "4");
/** Whole quarters, whose sums are the same in any order. */
const amount = fc.integer({ min: -20, max: 20 }).map((quarters) => quarters / 4);
const source = fc.constantFrom("", "ad1", "ad2");
const goalName = fc.constantFrom("lead", "phone", "sale");
const common = {
  at: fc.integer({ min: NOON_MS - 3 * DAY_MS, max: NOON_MS }),
  key: fc.constantFrom(0, 1),
};
const labels = fc.array(fc.record({ name: fc.constantFrom("plan", "city"), value: fc.constantFrom("a", "b") }), {
  maxLength: 3,
});
const param = fc.option(fc.constantFrom("", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), { nil: undefined });

const start = fc.record({
  ...common,
  kind: fc.constant("start" as const),
  userId: fc.option(userId, { nil: undefined, freq: 4 }),
  standing: fc.constantFrom("new", "returned", "again", "unknown"),
  source,
});
const stop = fc.record({ ...common, kind: fc.constant("stop" as const), userId, source });
const goal = fc.record({ ...common, kind: fc.constant("goal" as const), userId, source, goal: goalName });
const event = fc.record({
  ...common,
  kind: fc.constant("event" as const),
  userId,
  source,
  name: fc.constantFrom("cart", "pay", "sale"),
  result: fc.constantFrom(undefined, "in_progress", "success", "failure"),
  amount: fc.option(amount, { nil: undefined }),
  goal: fc.option(fc.constant("sale"), { nil: undefined }),
  labels,
});
const use = fc.record({
  ...common,
  kind: fc.constant("use" as const),
  userId,
  name: fc.constantFrom("start", "stop", "common", "menu"),
  params: fc.tuple(param, param, param),
});

/** Left to itself fast-check draws a handful. */
const many = <Value>(each: fc.Arbitrary<Value>) => fc.array(each, { maxLength: 60, size: "max" });
const tgtrackFact = fc.oneof(start, stop, goal, event);
const facts = fc.tuple(many(use), fc.oneof(fc.constant([]), many(tgtrackFact))).map((parts) =>
  parts.flat().map((drawn): KeyedFact => {
    const service = drawn.kind === "use" ? "howusedbot" : "tgtrack";
    return { name: "", source: "", arrivedAt: drawn.at, service, ...drawn } as KeyedFact;
  }),
);

const question = fc.record({
  facts,
  key: fc.constantFrom(undefined, 0, 1),
  fromMs: fc.integer({ min: NOON_MS - 3 * DAY_MS, max: NOON_MS - 1 }),
  lengthMs: fc.integer({ min: 1, max: 2 * DAY_MS }),
  tzMinutes: fc.constantFrom(0, 180, 330, -300),
  bucket: fc.constantFrom("hour" as const, "day" as const),
  split: fc.constantFrom("event" as const, "param_1" as const, "param_2" as const, "param_3" as const),
  events: fc.constantFrom([], ["menu"], ["menu", "start"]),
  converts: fc.constantFrom(
    undefined,
    { goals: ["lead"], sale: false },
    { goals: ["phone", "sale"], sale: true },
    { goals: [], sale: true },
  ),
});

const byCode = (one: { code: string }, other: { code: string }) => (one.code < other.code ? -1 : 1);
const byJson = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

test("every report says what counting the facts one by one says", () => {
  fc.assert(
    fc.property(question, ({ facts, key, fromMs, lengthMs, tzMinutes, bucket, split, events, converts }) => {
      const store = openStore();
      const rows = KEYS.map((each) => store.keys.idOf(each));
      for (const { key: ofFact, ...fact } of facts) store.facts.add(rows[ofFact] ?? 0, fact);
      const queries = new Queries(store.db);
      const ofKey = key === undefined ? ALWAYS : condition("key = ?", rows[key] ?? 0);
      const naive = new NaiveReports(facts, key);
      const toMs = fromMs + lengthMs;

      const aheadMs = tzMinutes * 60_000;
      const todayMs = Math.floor((NOON_MS + aheadMs) / DAY_MS) * DAY_MS - aheadMs;
      expect(overviewReport(queries, ofKey, tzMinutes, NOON_MS)).toMatchObject({
        today: naive.figures(todayMs, todayMs + DAY_MS),
        yesterday: naive.figures(todayMs - DAY_MS, todayMs),
      });

      const series = seriesReport(queries, { range: { fromMs, toMs }, bucket, tzMinutes, events, split }, ofKey);
      const stepMs = bucket === "hour" ? HOUR_MS : DAY_MS;
      expect(series.buckets[0]).toBe(Math.floor((fromMs + aheadMs) / stepMs) * stepMs - aheadMs);
      const parts = series.buckets.map(
        (beginMs) => [Math.max(beginMs, fromMs), Math.min(beginMs + stepMs, toMs)] as const,
      );
      expect(parts.at(-1)?.[1]).toBe(toMs);
      const figures = parts.map(([from, to]) => naive.figures(from, to, events));
      for (const name of ["people", "uses", "starts", "stops", "goals", "revenue", "refunds"] as const) {
        expect(series[name], name).toEqual(figures.map((each) => each[name]));
      }

      const columnOf = (fact: Fact) =>
        split === "event" ? fact.name : (fact.params?.[Number(split.at(-1)) - 1] ?? "");
      const isWanted = (fact: Fact) => events.length === 0 || events.some((name) => name === fact.name);
      const wanted = new NaiveReports(facts.filter(isWanted), key);
      const named = series.split.map(({ value }) => value).filter((value) => value !== null);
      const values = new Set(wanted.uses(fromMs, toMs).map(columnOf));
      expect(named).toHaveLength(Math.min(8, values.size));
      expect(series.split.some(({ value }) => value === null)).toBe(values.size > 8);
      for (const { value, people, uses } of series.split) {
        const isShown = (each: string) => (value === null ? !named.includes(each) : each === value);
        const lines = parts.map(([from, to]) => wanted.split(from, to, columnOf, isShown));
        expect([people, uses]).toEqual([lines.map((line) => line.people), lines.map((line) => line.uses)]);
      }

      const conversion = converts === undefined ? { kind: "any" as const } : { kind: "these" as const, ...converts };
      const { sources, goals } = sourcesReport(queries, { range: { fromMs, toMs }, conversion, tzMinutes }, ofKey);
      const shown = sources.map(
        ({ name: _name, utm: _utm, conversion: _conversion, cost: _cost, otherCosts: _others, ...row }) => row,
      );
      expect(shown.sort(byCode)).toEqual(naive.sources(fromMs, toMs, converts).sort(byCode));
      const sortedGoals = (rows: object[]) => rows.sort(byJson);
      const withSorted = (rows: ReturnType<typeof naive.goals> | typeof goals) =>
        sortedGoals(rows.map((goal) => ({ ...goal, bySource: goal.bySource.toSorted(byCode) })));
      expect(withSorted(goals)).toEqual(withSorted(naive.goals(fromMs, toMs)));
      for (const { conversion, people, converted } of sources) {
        expect(conversion).toBe(people === 0 ? null : converted / people);
      }

      const funnel = funnelReport(queries, { fromMs, toMs }, "plan", ofKey);
      const sorted = (steps: typeof funnel.steps) =>
        steps.map((step) => ({ ...step, slices: step.slices.toSorted(byJson) })).sort(byJson);
      expect(sorted(funnel.steps)).toEqual(sorted(naive.steps(fromMs, toMs, "plan")));
      expect(funnel.started).toBe(naive.startedPeople(fromMs, toMs));
      store.db.close();
    }),
    { numRuns: 150 },
  );
});
