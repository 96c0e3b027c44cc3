import type { Sqlite } from "./load-sqlite.ts";
import { NodeDriver } from "./node-driver.ts";
import { openDatabase } from "./open-database.ts";
import type { Durability, Presence, SqliteDriver } from "./sqlite-driver.ts";

/** Others may be at the file when a program begins: it waits for them this long at most. */
const OPEN_WITHIN_MS = 1_000;
/** Later nobody is waited for longer: the bot stands still meanwhile. */
const BUSY_MS = 5;
/**
 * In pages of 4 KiB. Writing them back to the file stops the bot, so that it is done little at a time; the fewer, the more
 * often a page is written twice. A log of more than these takes the room that a file on a small, full disk needs to grow.
 */
const CHECKPOINT_PAGES = 750;
const LARGEST_WAL_BYTES = 16 * 1024 * 1024;

export interface NodeDriverOptions {
  path: string;
  durability: Durability;
  /** Looks whether the file may be used at all. Nothing has been changed in it yet. @throws if not */
  check(driver: SqliteDriver): void;
  /** Brings the tables to the present version. */
  bringUp(driver: SqliteDriver): void;
  /** Shows who lives of those at this file. */
  presence: Presence;
}

/**
 * Opens a file and leaves it ready for use by several processes.
 *
 * @throws what SQLite, `check` and `bringUp` throw
 */
export function openNodeDriver(sqlite: Sqlite, options: NodeDriverOptions): SqliteDriver {
  const { path, durability, check, bringUp, presence } = options;
  const db = openDatabase(sqlite, path, { busyMs: OPEN_WITHIN_MS });
  try {
    const driver = new NodeDriver(db, presence);
    check(driver);
    // Before anything else is written, or it has no effect: pages that become free can be given back.
    db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    db.exec("PRAGMA journal_mode = WAL");
    driver.setDurability(durability);
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA journal_size_limit = ${LARGEST_WAL_BYTES}`);
    db.exec("PRAGMA temp_store = MEMORY");
    bringUp(driver);
    driver.waitFor(BUSY_MS);
    return driver;
  } catch (error) {
    try {
      db.close();
    } catch {}
    throw error;
  }
}

/** Opens a file as it is, to be looked into: with `isReadOnly`, nothing at all is changed by that. */
export function openAsItIs(
  sqlite: Sqlite,
  path: string,
  options: { busyMs?: number; isReadOnly?: boolean },
): SqliteDriver {
  const { busyMs = OPEN_WITHIN_MS, isReadOnly = false } = options;
  const db = openDatabase(sqlite, path, { busyMs, isReadOnly });
  try {
    return new NodeDriver(db);
  } catch (error) {
    db.close();
    throw error;
  }
}
