import { ALWAYS, allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { asMoney } from "../wire/as-money.ts";
import type { TimeRange } from "./parameters.ts";

export interface UseCounts {
  /** Different people. */
  people: number;
  uses: number;
}

/** The facts of a kind; `use` is the only one of HowUsedBot, and the others are TGTrack's alone. */
export const USES: Condition = condition("kind = 'use'");
const TGTRACK = condition("kind IN ('start', 'stop', 'goal', 'event')");

/** The figures that are drawn over time, of the chosen keys. */
export class FactCounts {
  /** Which facts are starts. HowUsedBot's own event stands for them only where TGTrack was never told of anything. */
  readonly starts: Condition;
  readonly stops: Condition;
  /** The expression of a start's source. HowUsedBot's has the payload in its first parameter. */
  readonly startSource: "source" | "coalesce(param_1, '')";
  /** The table with the index that has starts together by source; left to itself SQLite sorts them all. */
  readonly startsBySource: "facts INDEXED BY facts_by_source" | "facts";
  readonly #queries: Queries;
  readonly #ofKey: Condition;

  constructor(queries: Queries, ofKey: Condition) {
    this.#queries = queries;
    this.#ofKey = ofKey;
    const tgtrack = allOf(TGTRACK, ofKey);
    const isTold = queries.first(`SELECT 1 FROM facts WHERE ${tgtrack.sql} LIMIT 1`, tgtrack.values) !== undefined;
    this.starts = isTold ? condition("kind = 'start'") : allOf(USES, condition("name = 'start'"));
    this.stops = isTold ? condition("kind = 'stop'") : allOf(USES, condition("name = 'stop'"));
    this.startSource = isTold ? "source" : "coalesce(param_1, '')";
    this.startsBySource = isTold ? "facts INDEXED BY facts_by_source" : "facts";
  }

  uses(range: TimeRange, fitting: Condition = ALWAYS): UseCounts {
    const counted = this.#first<UseCounts>("count(DISTINCT user_id) AS people, count(*) AS uses", range, USES, fitting);
    return counted ?? { people: 0, uses: 0 };
  }

  startCount(range: TimeRange): number {
    return this.#count(range, this.starts);
  }

  stopCount(range: TimeRange): number {
    return this.#count(range, this.stops);
  }

  goalCount(range: TimeRange): number {
    return this.#count(range, condition("goal IS NOT NULL"));
  }

  /** Costs, which are amounts below 0, taken off. */
  revenue(range: TimeRange): number {
    return asMoney(this.#first<{ sum: number }>("total(amount) AS sum", range, condition("amount IS NOT NULL"))?.sum);
  }

  #count(range: TimeRange, fitting: Condition): number {
    return this.#first<{ count: number }>("count(*) AS count", range, fitting)?.count ?? 0;
  }

  #first<Row>(columns: string, range: TimeRange, ...fitting: Condition[]): Row | undefined {
    const { sql, values } = allOf(...fitting, within(range), this.#ofKey);
    return this.#queries.first<Row>(`SELECT ${columns} FROM facts WHERE ${sql}`, values);
  }
}

export function within({ fromMs, toMs }: TimeRange): Condition {
  return condition("at >= ? AND at < ?", fromMs, toMs);
}
