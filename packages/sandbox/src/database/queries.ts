import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

export type { SQLInputValue } from "node:sqlite";

/**
 * A database that is asked the same few dozen questions again and again: each SQL text is compiled once. A text is put together
 * from fixed parts of the reports only, so there is no end of values, but an end of texts.
 */
export class Queries {
  readonly #db: DatabaseSync;
  readonly #compiled = new Map<string, StatementSync>();
  readonly #compiledForRows = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** `Row` says what the columns are called and hold; only the reports' tests check it. */
  all<Row>(sql: string, values: readonly SQLInputValue[] = []): Row[] {
    return this.#statement(sql).all(...values) as unknown as Row[];
  }

  first<Row>(sql: string, values: readonly SQLInputValue[] = []): Row | undefined {
    return this.#statement(sql).get(...values) as unknown as Row | undefined;
  }

  /** The rows as arrays of their columns, which are made in a third of the time: for tens of thousands of rows. */
  rows<Row extends readonly unknown[]>(sql: string, values: readonly SQLInputValue[] = []): Row[] {
    let statement = this.#compiledForRows.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      this.#compiledForRows.set(sql, statement);
    }
    return statement.all(...values) as unknown as Row[];
  }

  /** Returns how many rows it changed. */
  change(sql: string, values: readonly SQLInputValue[] = []): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  #statement(sql: string): StatementSync {
    const known = this.#compiled.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#compiled.set(sql, statement);
    return statement;
  }
}
