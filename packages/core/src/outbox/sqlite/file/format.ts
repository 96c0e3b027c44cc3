import type { Connection } from "../driver/node-driver.ts";
import { LeavingFileError, NewerFileError } from "./sqlite-failure.ts";

/** What turns a file of each version into one of the next; the first makes an empty file. */
const STEPS: readonly string[] = [
  `
  -- Ledger and counters as JSON: one row, and so one page to write, whatever a transaction changes.
  CREATE TABLE books (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL);

  -- Apart from the books, so that rows can still be told apart when that page cannot be read.
  CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

  -- The key holds destination, state, rank and order (see item-place.ts), so that recording touches no index: each
  -- would be one more page to write in every transaction.
  CREATE TABLE item (
    place INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    account INTEGER NOT NULL,
    class INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    createdAtMs INTEGER NOT NULL,
    expiresAtMs INTEGER NOT NULL,
    onLost INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lifted INTEGER,
    dueAtMs INTEGER,
    blocker INTEGER,
    id TEXT,
    userId TEXT,
    method TEXT NOT NULL,
    keys TEXT,
    body TEXT NOT NULL
  );
  CREATE INDEX item_due ON item (account, dueAtMs) WHERE dueAtMs IS NOT NULL;
  CREATE INDEX item_lifted ON item (account, seq) WHERE lifted IS NOT NULL;
  CREATE INDEX item_barrier ON item (userId, account, seq) WHERE class IN (0, 2);
  CREATE INDEX item_waiting ON item (blocker) WHERE blocker IS NOT NULL;
  CREATE INDEX item_id ON item (id) WHERE id IS NOT NULL;

  CREATE TABLE letter (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL,
    class INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    createdAtMs INTEGER NOT NULL,
    expiresAtMs INTEGER NOT NULL,
    diedAtMs INTEGER NOT NULL,
    onLost INTEGER NOT NULL,
    userId TEXT,
    method TEXT NOT NULL,
    keys TEXT,
    reason TEXT NOT NULL,
    body TEXT NOT NULL
  );

  CREATE TABLE mark (
    account INTEGER NOT NULL,
    key TEXT NOT NULL,
    atMs INTEGER NOT NULL,
    isActivity INTEGER NOT NULL,
    PRIMARY KEY (account, key)
  ) WITHOUT ROWID;

  CREATE TABLE person (
    place INTEGER PRIMARY KEY,
    userId TEXT NOT NULL,
    botId TEXT NOT NULL,
    blocked INTEGER NOT NULL,
    seenAt INTEGER NOT NULL,
    UNIQUE (userId, botId)
  );

  CREATE TABLE slot (
    rev INTEGER PRIMARY KEY,
    slot INTEGER NOT NULL,
    key TEXT NOT NULL,
    state INTEGER NOT NULL,
    atMs INTEGER NOT NULL
  );
  CREATE INDEX slot_age ON slot (atMs);
  `,
];

/** The version this package writes. */
export const FILE_VERSION: number = STEPS.length;

/** Marks a file that is being set aside: whoever else has it open is to write nothing more into it. */
export const LEAVING_VERSION = -1;

/**
 * The file's version, if this package can use it.
 *
 * @throws {NewerFileError} a later version of this package wrote it
 * @throws {LeavingFileError} it is damaged and being set aside
 */
export function usableVersion(connection: Connection): number {
  const version = connection.prepare<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
  if (version > FILE_VERSION) {
    throw new NewerFileError(`the file is of version ${version}, and this package knows ${FILE_VERSION} and before`);
  }
  if (version < 0) throw new LeavingFileError("the file is being set aside");
  return version;
}

/** Brings a file to the present version. What stands in it is kept. */
export function migrate(connection: Connection, steps: readonly string[] = STEPS): void {
  if (usableVersion(connection) === steps.length) return;
  connection.write(() => {
    // Looked at again: another process may have done it while this one waited for its turn.
    for (const step of steps.slice(usableVersion(connection))) connection.exec(step);
    connection.exec(`PRAGMA user_version = ${steps.length}`);
  });
}
