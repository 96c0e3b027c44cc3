import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import { type Displacement, identify } from "./file-identity.ts";
import { empty, type FileRows, rowsOf } from "./file-rows.ts";
import { markAsLeaving } from "./format.ts";
import { importRows } from "./import-rows.ts";
import { moveAside } from "./move-aside.ts";
import { nodeFs } from "./node-fs.ts";
import { closeQuietly, type OpenFile } from "./open-file.ts";
import { makeFile } from "./prepare-folder.ts";

export interface RestoreParts {
  path: string;
  nowMs(): number;
  /** Opens what stands at the path; makes it where nothing does. */
  openAtPath(): OpenFile;
  /** Opens a file that nobody else knows of. */
  openAlone(path: string): OpenFile;
}

/** What stands at the path again. */
export interface Restored {
  /** Missing: it has yet to be opened. */
  open: OpenFile | undefined;
  /** Deliveries and dead letters. */
  kept: number;
  /** The name of what stood there and was set aside. */
  aside?: string;
}

/**
 * Has all that is in an open file whose path shows it no more stand at the path again, in one transaction of each file.
 * It is done by the first process that comes to it: the others find the old file marked, and go over to the new one.
 * Should that process die before the end, the next one does it.
 *
 * @throws what keeps the old file from being locked or the new one from being written; then all is as before
 */
export function restoreFile(before: OpenFile, displacement: Displacement, parts: RestoreParts): Restored {
  const { driver, store } = before;
  if (displacement === "without-log") writeBackLog(driver);
  const done: Restored[] = [];
  try {
    store.write(() => {
      const rows = rowsOf(driver, store.tables.ledger.written());
      done.push(displacement === "without-log" ? rebuild(rows, parts) : moveTo(rows, before, parts));
      // It may be put back by somebody who has only moved it: what is sent from the new one is not to be sent again.
      empty(driver);
      markAsLeaving(driver);
    });
  } catch (error) {
    // The old file's own disk may be full. That all of it is in the new one is what counts.
    if (done.length === 0) throw error;
  }
  const [restored] = done;
  if (restored === undefined) throw new Error("a transaction that has ended did nothing");
  return restored;
}

/** So that as much as possible stands in the file itself, should the process be killed while it is replaced. */
function writeBackLog(driver: SqliteDriver): void {
  try {
    driver.writeBackLog();
  } catch {}
}

/** Puts a whole new file in the place of one that is there but whose log is not: to write on in it would spoil it. */
function rebuild(rows: FileRows, { path, openAlone }: RestoreParts): Restored {
  const { renameSync, rmSync } = nodeFs();
  const next = `${path}.next`;
  for (const end of ["", "-wal", "-shm"]) rmSync(next + end, { force: true });
  makeFile(next);
  const open = openAlone(next);
  try {
    const { kept } = open.store.write(() => importRows(rows, open.store.tables)).result;
    // Closing it writes its log back, so that the one file is all.
    open.driver.close();
    for (const end of ["-wal", "-shm"]) rmSync(path + end, { force: true });
    renameSync(next, path);
    return { open: undefined, kept };
  } catch (error) {
    closeQuietly(open);
    throw error;
  }
}

/** Puts everything into the file that stands at the path now. */
function moveTo(rows: FileRows, { identity }: OpenFile, { path, openAtPath, nowMs }: RestoreParts): Restored {
  const found = identify(path);
  // Beside another file, SQLite would take them for that one's.
  if (found.wal === identity.wal) nodeFs().rmSync(`${path}-wal`, { force: true });
  if (found.shm === identity.shm) nodeFs().rmSync(`${path}-shm`, { force: true });
  let open = openAtPath();
  try {
    let aside: string | undefined;
    if (open.store.tables.ledger.idPrefix === rows.page?.idPrefix) {
      // A copy of this very outbox from earlier: what has been sent since would be sent again.
      const { driver, store } = open;
      store.write(() => markAsLeaving(driver));
      closeQuietly(open);
      aside = moveAside(path, "replaced", nowMs());
      open = openAtPath();
    }
    const { store } = open;
    const { kept } = store.write(() => importRows(rows, store.tables)).result;
    return { open, kept, ...(aside !== undefined && { aside }) };
  } catch (error) {
    closeQuietly(open);
    throw error;
  }
}
