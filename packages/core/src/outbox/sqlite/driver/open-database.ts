import type { DatabaseSync } from "node:sqlite";
import type { Sqlite } from "./load-sqlite.ts";

export interface OpenDatabaseOptions {
  /** Others may be at it: the longest time that a statement waits for them, and the process with it. 0: not at all. */
  busyMs: number;
  /** @default false */
  isReadOnly?: boolean;
}

/**
 * Opens a database.
 *
 * Deno takes no notice of `timeout` and waits for 5 s, in which the bot stands still, so that it is said in SQL as well.
 *
 * @throws what SQLite throws
 */
export function openDatabase(sqlite: Sqlite, path: string, options: OpenDatabaseOptions): DatabaseSync {
  const { busyMs, isReadOnly = false } = options;
  const db = new sqlite.DatabaseSync(path, { timeout: busyMs, readOnly: isReadOnly });
  try {
    db.exec(`PRAGMA busy_timeout = ${busyMs}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
