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

/** By the name that workerd puts behind what SQLite says. */
const CODES_BY_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ERROR: 1,
    INTERNAL: 2,
    PERM: 3,
    ABORT: 4,
    BUSY: 5,
    LOCKED: 6,
    NOMEM: 7,
    READONLY: 8,
    INTERRUPT: 9,
    IOERR: 10,
    CORRUPT: 11,
    NOTFOUND: 12,
    FULL: 13,
    CANTOPEN: 14,
    PROTOCOL: 15,
    EMPTY: 16,
    SCHEMA: 17,
    TOOBIG: 18,
    CONSTRAINT: 19,
    MISMATCH: 20,
    MISUSE: 21,
    NOLFS: 22,
    AUTH: 23,
    FORMAT: 24,
    RANGE: 25,
    NOTADB: 26,
  }),
);
/** `database or disk is full: SQLITE_FULL`, or with `(extended: SQLITE_CONSTRAINT_UNIQUE)` behind it. */
const SAID_BY_WORKERD = /: SQLITE_([A-Z]+)(?: \(extended: \w+\))?$/;

/**
 * SQLite's primary result code in an error of `node:sqlite` or of a Durable Object's storage, whose errors have it in the
 * message alone. Deno 2.9 leaves `errcode` out where opening a file or
 * `exec` failed: there the message has to tell. Undefined: it is no error of SQLite's, or one that neither tells.
 */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!isError(error)) return undefined;
  const { errcode, code, message } = error as { errcode?: unknown; code?: unknown; message: string };
  // The higher bits say more exactly what the lower eight say.
  if (typeof errcode === "number") return errcode & 0xff;
  if (code === undefined) return CODES_BY_NAME.get(SAID_BY_WORKERD.exec(message)?.[1] ?? "");
  if (code !== "ERR_SQLITE_ERROR") return undefined;
  // Behind a colon stands which file or table it is.
  const [words = ""] = message.split(": ");
  return CODES.get(words);
}
