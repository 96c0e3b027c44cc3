import {
  APPLICATION_ID,
  type DatabaseFormat,
  type Presence,
  type SqliteDriver,
  type SqlValue,
  type Statement,
} from "@bot-tracker/core/outbox-kit";
import type { ObjectSql, ObjectSqlValue, ObjectStorage } from "./object-storage.ts";

/** The version of the tables, which a file has in its header. Data format. */
const CREATE_FORMAT =
  "CREATE TABLE IF NOT EXISTS database_format (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL)";
const PAGE_BYTES = 4_096;

/**
 * A Durable Object's SQLite. Nobody else is ever at it, it is written to several places before anything leaves the
 * object, and Cloudflare sees to its log and its size; so most of what a file needs is nothing here.
 */
export class ObjectDriver implements SqliteDriver {
  readonly presence: Presence;
  readonly #storage: Pick<ObjectStorage, "sql" | "transactionSync">;

  constructor(storage: Pick<ObjectStorage, "sql" | "transactionSync">, presence: Presence) {
    this.#storage = storage;
    this.presence = presence;
  }

  prepare<Row>(text: string): Statement<Row> {
    const { sql } = this.#storage;
    // The object keeps the statements that it has compiled, by their text.
    const rows = (values: SqlValue[]): Iterable<Row> => sql.exec(text, ...values.map(toObjectValue)) as Iterable<Row>;
    return {
      get: (...values) => first(rows(values)),
      all: (...values) => [...rows(values)],
      each: (...values) => rows(values),
      run: (...values) => {
        // A cursor that is not read to its end has not run to its end.
        for (const _row of rows(values));
        return changes(sql);
      },
      write: (...values) => {
        for (const _row of rows(values));
      },
    };
  }

  exec(text: string): void {
    this.#storage.sql.exec(text);
  }

  transaction<T>(task: () => T): T {
    return this.#storage.transactionSync(task);
  }

  look<T>(task: () => T): T {
    return task();
  }

  changeCounter(): number {
    return 1;
  }

  format(): DatabaseFormat {
    const { sql } = this.#storage;
    const isThere = first(sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'database_format'"));
    // An object's database is made for the outbox, whatever else its class keeps there: it is never somebody else's.
    if (isThere === undefined) return { applicationId: APPLICATION_ID, version: 0 };
    const row = first(sql.exec("SELECT version FROM database_format"));
    return { applicationId: APPLICATION_ID, version: Number(row?.["version"] ?? 0) };
  }

  setFormat({ version }: DatabaseFormat): void {
    const { sql } = this.#storage;
    sql.exec(CREATE_FORMAT);
    sql.exec("INSERT OR REPLACE INTO database_format VALUES (1, ?)", version);
  }

  pages(): number {
    return Math.ceil(this.#storage.sql.databaseSize / PAGE_BYTES);
  }

  setDurability(): void {}
  waitFor(): void {}
  giveBackSpace(): void {}
  writeBackLog(): void {}
  limitPages(): void {}
  close(): void {}
}

function first<Row>(rows: Iterable<Row>): Row | undefined {
  for (const row of rows) return row;
  return undefined;
}

/** How many rows the last statement changed. The cursor's own count includes those of indexes. */
function changes(sql: ObjectSql): number {
  return Number(first(sql.exec("SELECT changes() AS count"))?.["count"] ?? 0);
}

function toObjectValue(value: SqlValue): ObjectSqlValue {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return value.slice().buffer;
  return value;
}
