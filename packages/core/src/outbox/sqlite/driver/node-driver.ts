import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** A prepared statement whose rows are known to have this shape. */
export interface Statement<Row> {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  /** One by one, as they are read. */
  each(...values: SQLInputValue[]): Iterable<Row>;
  /** The number of rows it changed. */
  run(...values: SQLInputValue[]): number;
}

/** One handle on a database file. */
export class Connection {
  readonly #db: DatabaseSync;
  readonly #begin: Statement<unknown>;
  readonly #commit: Statement<unknown>;
  readonly #rollback: Statement<unknown>;
  readonly #dataVersion: Statement<{ data_version: number }>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#begin = this.prepare("BEGIN IMMEDIATE");
    this.#commit = this.prepare("COMMIT");
    this.#rollback = this.prepare("ROLLBACK");
    this.#dataVersion = this.prepare("PRAGMA data_version");
  }

  prepare<Row>(sql: string): Statement<Row> {
    const statement = this.#db.prepare(sql);
    return {
      // The only place where what SQLite gives is taken for what the statement says it gives.
      get: (...values) => statement.get(...values) as Row | undefined,
      all: (...values) => statement.all(...values) as Row[],
      each: (...values) => statement.iterate(...values) as Iterable<Row>,
      run: (...values) => Number(statement.run(...values).changes),
    };
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** Another number than before: another handle has changed the file meanwhile. */
  dataVersion(): number {
    return this.#dataVersion.get()?.data_version ?? 0;
  }

  /**
   * Does `task` whole or not at all, while no other process can write.
   *
   * @throws what `task` throws, and what SQLite throws if it cannot begin or end a transaction.
   */
  write<T>(task: () => T): T {
    this.#begin.run();
    try {
      const result = task();
      this.#commit.run();
      return result;
    } catch (error) {
      // After some failures SQLite has taken everything back by itself.
      if (this.#db.isTransaction) this.#rollback.run();
      throw error;
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}
