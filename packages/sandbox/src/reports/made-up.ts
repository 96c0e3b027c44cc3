import { sourceCosts } from "../costs/source-costs.ts";
import { storedCosts } from "../costs/stored-costs.ts";
import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { StatusReply } from "../wire/status.ts";
import { FactCounts, within } from "./fact-counts.ts";
import type { TimeRange } from "./parameters.ts";

const DAY_MS = 86_400_000;
const MADE_UP = "FROM facts INDEXED BY facts_made_up WHERE made_up = 1";

/** From when to when what is kept is made up; null where nothing is. Of costs alone, the days that they are of. */
export function madeUpPeriod(queries: Queries): StatusReply["madeUp"] {
  const at = (which: "min" | "max") => queries.first<{ at: number | null }>(`SELECT ${which}(at) AS at ${MADE_UP}`)?.at;
  const [fromMs, toMs] = [at("min"), at("max")];
  if (fromMs != null && toMs != null) return { fromMs, toMs };
  const days = queries.first<{ from: string | null; to: string | null }>(
    'SELECT min(from_day) AS "from", max(to_day) AS "to" FROM costs WHERE made_up = 1',
  );
  if (days?.from == null || days.to == null) return null;
  return { fromMs: Date.parse(days.from), toMs: Date.parse(days.to) + DAY_MS };
}

/** The codes of the sources in whose figures of a range something is made up: what happened, or what it cost. */
export function madeUpSources(
  queries: Queries,
  { range, tzMinutes }: { range: TimeRange; tzMinutes: number },
  ofKey: Condition,
): ReadonlySet<string> {
  const { starts, startSource } = new FactCounts(queries, ofKey);
  const isMadeUp = allOf(condition("made_up = 1"), within(range), ofKey);
  const codes = (source: string, { sql, values }: Condition): string[] =>
    queries
      .all<{ code: string }>(
        `SELECT DISTINCT ${source} AS code FROM facts INDEXED BY facts_made_up WHERE ${sql}`,
        values,
      )
      .map(({ code }) => code);
  const spent = storedCosts(queries, ofKey).filter(({ madeUp }) => madeUp !== 0);
  return new Set([
    // Mere use belongs to no source.
    ...codes("source", allOf(isMadeUp, condition("kind <> 'use'"))),
    ...codes(startSource, allOf(isMadeUp, starts)),
    ...sourceCosts(spent, range, null, tzMinutes).keys(),
  ]);
}
