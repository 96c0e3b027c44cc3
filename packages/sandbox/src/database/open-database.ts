import { closeSync, lstatSync, openSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { SandboxError } from "../support/sandbox-error.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { kindOf, migrate } from "./migrate.ts";
import { describeStoreFailure } from "./store-failure.ts";

/** Somebody else may be about to release the file. */
const BUSY_MS = 500;
/** In KiB. A report over a month reads much of the file. */
const CACHE_KIB = 16_384;
/** In pages of 4 KiB. Writing them back to the file waits for the disk, so that it is done seldom. */
const CHECKPOINT_PAGES = 8_192;
const LARGEST_WAL_BYTES = 64 * 1024 * 1024;

/**
 * A database with the sandbox's tables, in memory or in a file, which is made where there is none. A file is this
 * process's alone until it is closed: a second sandbox on it would not see what the first one remembers.
 *
 * @throws {SandboxError} when the file cannot be used. It is left as it was.
 */
export function openDatabase(file: string | undefined): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  // Rows of children are deleted together with what they refer to, and by nobody but the store itself.
  const options = { enableForeignKeyConstraints: false, timeout: BUSY_MS };
  if (file === undefined) {
    const db = new DatabaseSync(":memory:", options);
    migrate(db, 0);
    return db;
  }
  const path = resolve(file);
  let isMade = false;
  let db: DatabaseSync | undefined;
  try {
    refuseOtherKinds(path, file);
    isMade = makePrivately(path);
    db = new DatabaseSync(path, options);
    // Also spares the file of shared memory, which not every file system can do.
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    const found = kindOf(db);
    if (found.kind === "foreign") throw foreign(file);
    if (found.kind === "newer") throw newer(file);
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = NORMAL");
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    db.exec(`PRAGMA journal_size_limit = ${LARGEST_WAL_BYTES}`);
    db.exec("PRAGMA temp_store = MEMORY");
    const wrong = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (wrong !== "ok") throw damaged(file, String(wrong));
    migrate(db, found.kind === "own" ? found.version : 0);
    // The lock is taken by the first write, and a second sandbox is to hear of it now.
    db.exec("BEGIN IMMEDIATE; COMMIT");
    return db;
  } catch (error) {
    db?.close();
    if (isMade) rmSync(path, { force: true });
    if (error instanceof SandboxError) throw error;
    throw new SandboxError(describeStoreFailure(error, file), { cause: error });
  }
}

/** Opening a pipe would never come back, and what is written through a link lands in somebody else's file. */
function refuseOtherKinds(path: string, file: string): void {
  for (const end of ["", "-wal"]) {
    const found = lstatSync(path + end, { throwIfNoEntry: false });
    // A folder is explained by whoever fails to open it.
    if (found === undefined || found.isFile() || found.isDirectory()) continue;
    const kind = found.isSymbolicLink() ? "a symbolic link" : "a pipe or a device";
    throw new SandboxError(`${file}${end} is ${kind}. It is left as it is: name the file itself, or another one.`);
  }
}

/** Whether the file was not there. What people do in a bot concerns nobody but its owner. */
function makePrivately(path: string): boolean {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  closeSync(openSync(path, "a", 0o600));
  return !isThere;
}

function foreign(file: string): SandboxError {
  return new SandboxError(`${file} holds another program's data, so the sandbox leaves it alone. Name another file.`);
}

function newer(file: string): SandboxError {
  return new SandboxError(
    `${file} was written by a newer version of the sandbox. Update @bot-tracker/sandbox, or name another file.`,
  );
}

function damaged(file: string, why: string): SandboxError {
  return new SandboxError(
    `${file} is damaged (${why}). It is left as it is: move it away or name another file to start over.`,
  );
}
