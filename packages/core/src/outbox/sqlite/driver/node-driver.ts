import type { DatabaseSync } from "node:sqlite";
import { NO_PRESENCE } from "./no-presence.ts";
import { rowReader } from "./row-reader.ts";
import type { DatabaseFormat, Durability, Presence, SqliteDriver, Statement } from "./sqlite-driver.ts";

/** A database file in Node's own SQLite. */
export class NodeDriver implements SqliteDriver {
  readonly presence: Presence;
  readonly #db: DatabaseSync;
  readonly #begin: Statement<unknown>;
  readonly #beginLook: Statement<unknown>;
  readonly #commit: Statement<unknown>;
  readonly #rollback: Statement<unknown>;
  readonly #dataVersion: Statement<{ data_version: number }>;
  readonly #applicationId: Statement<{ application_id: number }>;
  readonly #userVersion: Statement<{ user_version: number }>;

  constructor(db: DatabaseSync, presence: Presence = NO_PRESENCE) {
    this.#db = db;
    this.presence = presence;
    this.#begin = this.prepare("BEGIN IMMEDIATE");
    this.#beginLook = this.prepare("BEGIN");
    this.#commit = this.prepare("COMMIT");
    this.#rollback = this.prepare("ROLLBACK");
    this.#dataVersion = this.prepare("PRAGMA data_version");
    this.#applicationId = this.prepare("PRAGMA application_id");
    this.#userVersion = this.prepare("PRAGMA user_version");
  }

  prepare<Row>(sql: string): Statement<Row> {
    const statement = this.#db.prepare(sql);
    const toRow = rowReader<Row>(statement);
    return {
      get: (...values) => {
        const row = statement.get(...values);
        return row === undefined ? undefined : toRow(row);
      },
      all: (...values) => statement.all(...values).map(toRow),
      *each(...values) {
        for (const row of statement.iterate(...values)) yield toRow(row);
      },
      run: (...values) => Number(statement.run(...values).changes),
      write: (...values) => void statement.get(...values),
    };
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  transaction<T>(task: () => T): T {
    return this.#within(this.#begin, task);
  }

  look<T>(task: () => T): T {
    return this.#within(this.#beginLook, task);
  }

  changeCounter(): number {
    return this.#dataVersion.get()?.data_version ?? 0;
  }

  format(): DatabaseFormat {
    return {
      applicationId: this.#applicationId.get()?.application_id ?? 0,
      version: this.#userVersion.get()?.user_version ?? 0,
    };
  }

  setFormat({ applicationId, version }: DatabaseFormat): void {
    this.#db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
  }

  setDurability(durability: Durability): void {
    this.#db.exec(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
  }

  waitFor(busyMs: number): void {
    this.#db.exec(`PRAGMA busy_timeout = ${busyMs}`);
  }

  giveBackSpace(pages: number): void {
    const free = this.prepare<{ freelist_count: number }>("PRAGMA freelist_count").get()?.freelist_count;
    if ((free ?? 0) > pages) this.#db.exec(`PRAGMA incremental_vacuum(${pages})`);
  }

  writeBackLog(): void {
    this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  pages(): number {
    return this.prepare<{ page_count: number }>("PRAGMA page_count").get()?.page_count ?? 0;
  }

  limitPages(pages: number): void {
    this.#db.exec(`PRAGMA max_page_count = ${pages}`);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #within<T>(begin: Statement<unknown>, task: () => T): T {
    begin.write();
    try {
      const result = task();
      this.#commit.write();
      return result;
    } catch (error) {
      // After some failures SQLite has taken everything back by itself.
      if (this.#db.isTransaction) this.#rollback.write();
      throw error;
    }
  }
}
