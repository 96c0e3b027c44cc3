import { closeSync, lstatSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";

/** Writes a database to its file again if that was deleted meanwhile: an open one still holds everything. */
export function saveIfDeleted(db: DatabaseSync, file: string): void {
  const path = resolve(file);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    mkdirSync(dirname(path), { recursive: true });
    // SQLite would let everybody read it.
    closeSync(openSync(path, "wx", 0o600));
  } catch {
    // Somebody else is there by now, or nothing can be written there.
    return;
  }
  try {
    // What was kept beside the deleted file is not the new one's.
    rmSync(`${path}-wal`, { force: true });
    db.prepare("VACUUM INTO ?").run(path);
  } catch {
    // Better none than an empty one.
    rmSync(path, { force: true });
  }
}
