import type { OutboxFileFailure } from "../../../errors/outbox-file-error.ts";
import { sqliteCodeOf } from "../driver/sqlite-code-of.ts";

/**
 * What is wrong with a file, and so what is to be done:
 * - `busy`: another process writes just now; try again in a moment;
 * - `damaged`: it is no database, or one of its pages cannot be read; set it aside;
 * - `newer`: a later version of this package wrote it; leave it alone;
 * - `foreign`: it is a database, and no outbox; leave it alone;
 * - `not-a-file`: it is a symbolic link, a pipe, a device or a folder; leave it alone;
 * - `unwritable`: the folder, the disk or the file does not take what is written; use memory meanwhile.
 */
export type SqliteFailure = Extract<
  OutboxFileFailure,
  "busy" | "damaged" | "newer" | "foreign" | "not-a-file" | "unwritable"
>;

/** The file was written by a later version of this package. */
export class NewerFileError extends Error {
  override name = "NewerFileError" as const;
}

/** The file is a database of something else. */
export class ForeignFileError extends Error {
  override name = "ForeignFileError" as const;
}

/** What stands in the file's place, or beside it in the place of a file of SQLite's, is no file. */
export class NotAFileError extends Error {
  override name = "NotAFileError" as const;
}

/** Another process is setting the file aside because it is damaged. */
export class LeavingFileError extends Error {
  override name = "LeavingFileError" as const;
}

/** Another process has been writing, or has stood still while writing, for so long that memory has to serve. */
export class StuckFileError extends Error {
  override name = "StuckFileError" as const;
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** A mistake in the statement or its values: not the file's fault. */
const OWN_MISTAKES: readonly number[] = [1, 18, 19, 20, 21, 25];

/** Undefined for an error that has nothing to do with the file, such as a value that cannot be stored. */
export function sqliteFailureOf(error: unknown): SqliteFailure | undefined {
  if (error instanceof NewerFileError) return "newer";
  if (error instanceof ForeignFileError) return "foreign";
  if (error instanceof NotAFileError) return "not-a-file";
  if (error instanceof LeavingFileError) return "busy";
  if (error instanceof StuckFileError) return "unwritable";
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // From the file system rather than from SQLite: the folder cannot be made, say.
  if (typeof syscall === "string" && typeof code === "string") return "unwritable";
  const primary = sqliteCodeOf(error);
  if (primary === undefined) return undefined;
  if (primary === SQLITE_BUSY || primary === SQLITE_LOCKED) return "busy";
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) return "damaged";
  return OWN_MISTAKES.includes(primary) ? undefined : "unwritable";
}
