import type { Sqlite } from "../driver/load-sqlite.ts";
import { openDatabase } from "../driver/open-database.ts";
import { sqliteFailureOf } from "./sqlite-failure.ts";

/**
 * Erases what was deleted from an outbox's file and still stands in it, in free pages, in the rest of pages that moved
 * and in the log: writes the file anew, and the log back to it until nothing reads the old one. Other processes may use
 * the file; they cannot write meanwhile. False: another process was at it for `withinMs`.
 *
 * With a handle of its own, since this one sorts on disk: in memory it would take as much as the file.
 *
 * @throws what SQLite throws
 */
export function eraseFreed(sqlite: Sqlite, path: string, withinMs: number): boolean {
  const db = openDatabase(sqlite, path, { busyMs: withinMs });
  try {
    db.exec("VACUUM");
    return db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] === 0;
  } catch (error) {
    if (sqliteFailureOf(error) !== "busy") throw error;
    return false;
  } finally {
    db.close();
  }
}

/** The same as a program of a worker, so that the bot goes on: a large file takes seconds. Posts the result. */
export const ERASE_FREED_PROGRAM: string = `
  process.emitWarning = () => {};
  const { parentPort, workerData } = require("node:worker_threads");
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const db = new DatabaseSync(workerData.path, { timeout: workerData.withinMs });
  let isErased = false;
  try {
    // Deno takes no notice of the time above.
    db.exec("PRAGMA busy_timeout = " + workerData.withinMs);
    db.exec("VACUUM");
    isErased = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get().busy === 0;
  } catch (error) {
    // Deno leaves the number out.
    const isBusy = error.errcode === undefined ? /is locked/.test(error.message) : [5, 6].includes(error.errcode & 0xff);
    if (!isBusy) throw error;
  } finally {
    db.close();
  }
  parentPort.postMessage(isErased);
`;
