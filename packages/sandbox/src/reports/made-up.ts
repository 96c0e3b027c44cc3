import { sourceCosts } from "../costs/source-costs.ts";
import { storedCosts } from "../costs/stored-costs.ts";
import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { MadeUp } from "../wire/status.ts";
import { FactCounts, within } from "./fact-counts.ts";
import type { TimeRange } from "./parameters.ts";

const DAY_MS = 86_400_000;

/** From when to when what is kept of the chosen keys is made up. Of costs alone, the days that they are of. */
export function madeUpPeriod(queries: Queries, ofKey: Condition): MadeUp {
  const { sql, values } = allOf(condition("made_up = 1"), ofKey);
  // Two questions: each reads one end of the index, and both at once all of it.
  const at = (which: "min" | "max") => {
    const text = `SELECT ${which}(at) AS at FROM facts INDEXED BY facts_made_up WHERE ${sql}`;
    return queries.first<{ at: number | null }>(text, values)?.at;
  };
  const fromMs = at("min");
  // Where there is none, looking for it has read the whole index already.
  const toMs = fromMs == null ? null : at("max");
  if (fromMs != null && toMs != null) return { fromMs, toMs };
  const days = storedCosts(queries, ofKey).filter(({ madeUp }) => madeUp !== 0);
  if (days.length === 0) return null;
  return {
    fromMs: Math.min(...days.map(({ from }) => Date.parse(from))),
    toMs: Math.max(...days.map(({ to }) => Date.parse(to))) + DAY_MS,
  };
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
