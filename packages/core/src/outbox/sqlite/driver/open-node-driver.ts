import type { DatabaseSync } from "node:sqlite";
import { migrate, usableVersion } from "../file/format.ts";
import type { Sqlite } from "./load-sqlite.ts";
import { Connection } from "./node-driver.ts";

/** `normal`: what was stored survives the end of the process. `full`: the loss of power too, at the price of a sync. */
export type Durability = "normal" | "full";

export interface ConnectionOptions {
  path: string;
  durability: Durability;
}

/** Others may be at the file when a program begins: it waits for them this long at most. */
const OPEN_WITHIN_MS = 1_000;
/** Later nobody is waited for longer: the bot stands still meanwhile. */
const BUSY_MS = 5;
/** In pages of 4 KiB. Writing them back to the file stops the bot, so that it is done often and little at a time. */
const CHECKPOINT_PAGES = 500;
const LARGEST_WAL_BYTES = 16 * 1024 * 1024;

/**
 * Opens a file, brings it to the present version and leaves it ready for use by several processes.
 *
 * @throws what SQLite throws, and `NewerFileError`
 */
export function openConnection(sqlite: Sqlite, { path, durability }: ConnectionOptions): Connection {
  const db = new sqlite.DatabaseSync(path, { timeout: OPEN_WITHIN_MS });
  try {
    const connection = new Connection(db);
    // A file of a newer version is not to be changed in any way, and one that is being set aside is not to be used.
    usableVersion(connection);
    // Before anything else is written, or it has no effect: pages that become free can be given back.
    db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA journal_size_limit = ${LARGEST_WAL_BYTES}`);
    db.exec("PRAGMA temp_store = MEMORY");
    migrate(connection);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    return connection;
  } catch (error) {
    closeQuietly(db);
    throw error;
  }
}

function closeQuietly(db: DatabaseSync): void {
  try {
    db.close();
  } catch {}
}
