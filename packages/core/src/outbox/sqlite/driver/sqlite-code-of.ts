import { isError } from "../../../support/is-error.ts";

/** The primary result codes that decide what is to be done, by what SQLite says of each (`sqlite3_errstr`). */
const CODES: ReadonlyMap<string, number> = new Map([
  ["access permission denied", 3],
  ["database is locked", 5],
  ["database table is locked", 6],
  ["attempt to write a readonly database", 8],
  ["disk I/O error", 10],
  ["database disk image is malformed", 11],
  ["database or disk is full", 13],
  ["unable to open database file", 14],
  ["file is not a database", 26],
]);

/** By the name that workerd puts behind what SQLite says: the codes 1 to 26, in their order. */
const NAMES = (
  "ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN PROTOCOL EMPTY " +
  "SCHEMA TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB"
).split(" ");
/** `database or disk is full: SQLITE_FULL`, or with `(extended: SQLITE_CONSTRAINT_UNIQUE)` behind it. */
const SAID_BY_WORKERD = /: SQLITE_([A-Z]+)(?: \(extended: \w+\))?$/;

/**
 * SQLite's primary result code in an error of `node:sqlite` or of a Durable Object's storage, whose errors have it in the
 * message alone. Deno 2.9 leaves `errcode` out where opening a file or `exec` failed: there the message has to tell.
 * Undefined: it is no error of SQLite's, or one that neither tells.
 */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!isError(error)) return undefined;
  const { errcode, code, message } = error as { errcode?: unknown; code?: unknown; message: string };
  // The higher bits say more exactly what the lower eight say.
  if (typeof errcode === "number") return errcode & 0xff;
  if (code === undefined) return NAMES.indexOf(SAID_BY_WORKERD.exec(message)?.[1] ?? "") + 1 || undefined;
  if (code !== "ERR_SQLITE_ERROR") return undefined;
  // Behind a colon stands which file or table it is.
  const [words = ""] = message.split(": ");
  return CODES.get(words);
}
