import { systemPorts } from "../../../support/ports.ts";
import type { Sqlite } from "../driver/load-sqlite.ts";
import { openDatabase } from "../driver/open-database.ts";
import { APPLICATION_ID } from "./format.ts";
import { refuseForeign } from "./refuse-foreign.ts";
import { refuseOtherKinds } from "./refuse-other-kinds.ts";
import { sqliteFailureOf } from "./sqlite-failure.ts";

/** SQLite waits for others anew in each step of its own; so often the time that all of it may take is looked at. */
const LOOK_EVERY_MS = 100;

/**
 * Erases what was deleted from an outbox's file and still stands in it, in free pages, in the rest of pages that moved
 * and in the log: writes the file anew, and the log back to it until nothing reads the old one. Other processes may use
 * the file; they cannot write meanwhile. False: others were at it for `withinMs`, in which all of the waiting is done.
 *
 * With a handle of its own, since this one sorts on disk: in memory it would take as much as the file.
 *
 * @throws what SQLite throws, and if there is no file at the path or it is no outbox: then nothing has been changed
 */
export function eraseFreed(
  sqlite: Sqlite,
  path: string,
  withinMs: number,
  steadyMs: () => number = systemPorts.steadyMs,
): boolean {
  refuseOtherKinds(path);
  refuseForeign(sqlite, path);
  const deadlineMs = steadyMs() + withinMs;
  const db = openDatabase(sqlite, existing(path), { busyMs: 0 });
  const inTime = (step: () => boolean): boolean => {
    for (;;) {
      const leftMs = Math.max(0, deadlineMs - steadyMs());
      db.exec(`PRAGMA busy_timeout = ${Math.min(leftMs, LOOK_EVERY_MS)}`);
      if (step()) return true;
      if (leftMs === 0) return false;
    }
  };
  try {
    const isWritten = inTime(() => {
      try {
        db.exec("VACUUM");
        return true;
      } catch (error) {
        if (sqliteFailureOf(error) !== "busy") throw error;
        return false;
      }
    });
    return isWritten && inTime(() => db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] === 0);
  } finally {
    db.close();
  }
}

/** What the program of a worker is given. */
export interface EraseFreedData {
  uri: string;
  applicationId: number;
  withinMs: number;
  lookEveryMs: number;
}

export function eraseFreedData(path: string, withinMs: number): EraseFreedData {
  return { uri: existing(path), applicationId: APPLICATION_ID, withinMs, lookEveryMs: LOOK_EVERY_MS };
}

/** The same as a program of a worker, so that the bot goes on: a large file takes seconds. Posts the result. */
export const ERASE_FREED_PROGRAM: string = `
  process.emitWarning = () => {};
  const { parentPort, workerData } = require("node:worker_threads");
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const { uri, applicationId, withinMs, lookEveryMs } = workerData;
  const deadlineMs = performance.now() + withinMs;
  const db = new DatabaseSync(uri, { timeout: lookEveryMs });
  const isBusy = ({ errcode, message }) =>
    // Deno leaves the number out.
    errcode === undefined ? /is locked/.test(message) : [5, 6].includes(errcode & 0xff);
  const inTime = (step) => {
    for (;;) {
      const leftMs = Math.max(0, Math.floor(deadlineMs - performance.now()));
      db.exec("PRAGMA busy_timeout = " + Math.min(leftMs, lookEveryMs));
      try {
        if (step()) return true;
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
      if (leftMs === 0) return false;
    }
  };
  const look = () => {
    if (db.prepare("PRAGMA application_id").get().application_id === applicationId) return true;
    throw new Error("another database stands at its path");
  };
  const vacuum = () => {
    db.exec("VACUUM");
    return true;
  };
  const writeBack = () => db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get().busy === 0;
  let isErased = false;
  try {
    isErased = inTime(look) && inTime(vacuum) && inTime(writeBack);
  } finally {
    db.close();
  }
  parentPort.postMessage(isErased);
`;

/** Names a file to SQLite that it must not make where there is none. */
function existing(path: string): string {
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  return `${pathToFileURL(path).href}?mode=rw`;
}
