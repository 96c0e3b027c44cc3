import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { StatusReply } from "../wire/status.ts";
import { within } from "./fact-counts.ts";
import type { TimeRange } from "./parameters.ts";

const MADE_UP = "FROM facts INDEXED BY facts_made_up WHERE made_up = 1";

/** From when to when what is kept is made up; null where nothing is. */
export function madeUpPeriod(queries: Queries): StatusReply["madeUp"] {
  const at = (which: "min" | "max") => queries.first<{ at: number | null }>(`SELECT ${which}(at) AS at ${MADE_UP}`)?.at;
  const [fromMs, toMs] = [at("min"), at("max")];
  return fromMs == null || toMs == null ? null : { fromMs, toMs };
}

/** The codes of the sources in whose figures of a range something is made up. */
export function madeUpSources(queries: Queries, range: TimeRange, ofKey: Condition): ReadonlySet<string> {
  const { sql, values } = allOf(condition("made_up = 1"), within(range), ofKey);
  const rows = queries.all<{ code: string }>(
    `SELECT DISTINCT source AS code FROM facts INDEXED BY facts_made_up WHERE ${sql}`,
    values,
  );
  return new Set(rows.map(({ code }) => code));
}
