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
const INCOME = condition("amount IS NOT NULL AND amount > 0");
const REFUNDS = condition("amount IS NOT NULL AND amount < 0");
/** A stop that either service was told of. */
const STOPS = condition("(kind = 'stop' OR (kind = 'use' AND name = 'stop'))");
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

  /** The sum of the amounts above 0. */
  revenue(range: TimeRange): number {
    return asMoney(this.#first<{ sum: number }>("total(amount) AS sum", range, INCOME)?.sum);
  }

  /** The sum of the amounts below 0, without its sign. */
  refunds(range: TimeRange): number {
    return asMoney(0 - (this.#first<{ sum: number }>("total(amount) AS sum", range, REFUNDS)?.sum ?? 0));
  }

  /** The people who used the bot in a range and did not stop it after that; none of a made-up history. */
  stayed(range: TimeRange): number {
    const uses = allOf(USES, condition("made_up = 0"), within(range), this.#ofKey);
    const stops = allOf(STOPS, condition("at >= ?", range.fromMs), this.#ofKey);
    const last = "SELECT user_id AS userId, max(at) AS lastAt FROM facts";
    const counted = this.#queries.first<{ people: number }>(
      `SELECT count(*) AS people FROM (${last} WHERE ${uses.sql} AND name <> 'stop' GROUP BY user_id) AS used ` +
        "WHERE lastAt > coalesce((SELECT max(stoppedAt) FROM " +
        `(SELECT user_id AS who, at AS stoppedAt FROM facts WHERE ${stops.sql}) WHERE who = used.userId), -1)`,
      [...uses.values, ...stops.values],
    );
    return counted?.people ?? 0;
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
