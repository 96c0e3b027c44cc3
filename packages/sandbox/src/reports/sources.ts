import { moneyReport } from "../costs/money.ts";
import { sourceCosts } from "../costs/source-costs.ts";
import { storedCosts } from "../costs/stored-costs.ts";
import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { asMoney } from "../wire/as-money.ts";
import type { SourceCosts, SourceRow, SourcesReply } from "../wire/sources.ts";
import { sumOfSources } from "../wire/sum-of-sources.ts";
import { type Conversion, convertingParts, countedGoals, readConversion } from "./conversion.ts";
import { FactCounts, within } from "./fact-counts.ts";
import { goalRows } from "./goal-rows.ts";
import { knownLinks } from "./links-known.ts";
import type { Parameters, TimeRange } from "./parameters.ts";

interface Counted {
  starts: number;
  newPeople: number;
  returned: number;
  again: number;
  startedPeople: number;
  stopped: number;
  goals: number;
  sales: number;
  revenue: number;
  refunds: number;
  convertedPeople: number;
}

type Figures<Name extends keyof Counted> = { code: string } & Pick<Counted, Name>;

const MAX_SOURCES = 1_000;
const MAX_SOURCES_OF_GOAL = 100;

const NO_COST: SourceCosts = { cost: 0, otherCosts: [] };

type Values = Condition["values"];

const NOTHING: Counted = {
  starts: 0,
  newPeople: 0,
  returned: 0,
  again: 0,
  startedPeople: 0,
  stopped: 0,
  goals: 0,
  sales: 0,
  revenue: 0,
  refunds: 0,
  convertedPeople: 0,
};

export interface SourcesQuestion {
  range: TimeRange;
  conversion: Conversion;
  /** Costs are those of days. */
  tzMinutes: number;
}

export function readSourcesQuestion(parameters: Parameters): SourcesQuestion {
  return {
    range: parameters.range(),
    conversion: readConversion(parameters),
    tzMinutes: parameters.tzMinutes(),
  };
}

/** What came by every source in the range and what it cost in the currency, the most starts first. */
export function sourceRows(
  queries: Queries,
  question: SourcesQuestion,
  currency: string | null,
  ofKey: Condition,
): SourceRow[] {
  const { range, conversion, tzMinutes } = question;
  const counts = new FactCounts(queries, ofKey);
  const figures = new Map<string, Counted>();
  const note = (rows: readonly ({ code: string } & Partial<Counted>)[]) => {
    for (const { code, ...counted } of rows) figures.set(code, { ...(figures.get(code) ?? NOTHING), ...counted });
  };
  const bySource = <Row>(columns: string, fitting: Condition, code = "source", table = "facts", first: Values = []) => {
    const { sql, values } = allOf(fitting, within(range), ofKey);
    const text = `SELECT ${code} AS code, ${columns} FROM ${table} WHERE ${sql} GROUP BY 1`;
    return queries.all<Row>(text, [...first, ...values]);
  };

  const { starts, stops, startSource, startsBySource } = counts;
  note(
    bySource<Figures<"starts" | "newPeople" | "returned" | "again" | "startedPeople">>(
      "count(*) AS starts, count(CASE standing WHEN 'new' THEN 1 END) AS newPeople, " +
        "count(CASE standing WHEN 'returned' THEN 1 END) AS returned, " +
        "count(CASE standing WHEN 'again' THEN 1 END) AS again, count(DISTINCT user_id) AS startedPeople",
      starts,
      startSource,
      startsBySource,
    ),
  );
  note(bySource<Figures<"stopped">>("count(DISTINCT user_id) AS stopped", stops));
  // A source whose people reached other goals alone stays in the table.
  const counted = countedGoals(conversion);
  const goals = `count(CASE WHEN ${counted.sql} THEN 1 END) AS goals`;
  note(bySource<Figures<"goals">>(goals, condition("goal IS NOT NULL"), "source", "facts", counted.values));
  note(
    bySource<Figures<"sales" | "revenue" | "refunds">>(
      "count(CASE WHEN amount > 0 THEN 1 END) AS sales, total(CASE WHEN amount > 0 THEN amount END) AS revenue, " +
        "-total(CASE WHEN amount < 0 THEN amount END) AS refunds",
      condition("amount IS NOT NULL"),
    ),
  );
  note(convertedBySource(queries, range, conversion, ofKey));

  const linkOf = knownLinks(queries);
  const costs = sourceCosts(storedCosts(queries, ofKey), range, currency, tzMinutes);
  // An ad that brought nobody is the dearest one.
  for (const code of costs.keys()) if (!figures.has(code)) figures.set(code, NOTHING);
  return [...figures]
    .map(([code, counted]) => sourceRow(code, counted, linkOf(code), costs.get(code) ?? NO_COST))
    .sort((one, other) => other.starts - one.starts || other.cost - one.cost || (one.code < other.code ? -1 : 1));
}

/** The sources for the page: a bot that gives every person a payload of their own has as many sources as people. */
export function sourcesReport(queries: Queries, question: SourcesQuestion, ofKey: Condition): SourcesReply {
  const { currency } = moneyReport(queries, ofKey);
  const rows = sourceRows(queries, question, currency, ofKey);
  const rest = rows.slice(MAX_SOURCES);
  return {
    sources: rows.slice(0, MAX_SOURCES),
    others: rest.length === 0 ? null : { sources: rest.length, ...sumOfSources(rest) },
    goals: goalRows(queries, question.range, ofKey).map((goal) => ({
      ...goal,
      bySource: goal.bySource.slice(0, MAX_SOURCES_OF_GOAL),
    })),
    currency,
  };
}

/**
 * Of the people who started by a source in the range, those who converted in the range as its people. The conversions
 * are the fewer, so each is followed to its person's starts; left to itself SQLite goes the other way round, and takes a
 * thousand times as long. Goals and sales are found in an index each, and joined after that.
 */
function convertedBySource(
  queries: Queries,
  range: TimeRange,
  conversion: Conversion,
  ofKey: Condition,
): Figures<"convertedPeople">[] {
  const converting = convertingParts(conversion).map((part) => allOf(part, within(range), ofKey));
  const started = allOf(condition("kind = 'start'"), within(range), ofKey);
  const found = converting.map(({ sql }) => `SELECT source AS code, user_id AS userId FROM facts WHERE ${sql}`);
  return queries.all(
    `SELECT code, count(*) AS convertedPeople FROM (SELECT DISTINCT code, userId FROM (${found.join(" UNION ")})) ` +
      "AS reached WHERE EXISTS (SELECT 1 FROM facts INDEXED BY facts_by_source " +
      `WHERE user_id = reached.userId AND source = reached.code AND ${started.sql}) GROUP BY code`,
    [...converting.flatMap(({ values }) => values), ...started.values],
  );
}

function sourceRow(
  code: string,
  counted: Counted,
  link: Pick<SourceRow, "name" | "utm">,
  costs: SourceCosts,
): SourceRow {
  const { startedPeople, convertedPeople, revenue, refunds, ...counts } = counted;
  return {
    code,
    ...link,
    ...counts,
    revenue: asMoney(revenue),
    refunds: asMoney(refunds),
    ...costs,
    people: startedPeople,
    converted: convertedPeople,
    conversion: startedPeople === 0 ? null : convertedPeople / startedPeople,
  };
}
