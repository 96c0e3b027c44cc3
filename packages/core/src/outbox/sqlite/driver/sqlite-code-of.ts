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

/**
 * SQLite's primary result code in an error of `node:sqlite`. Deno 2.9 leaves `errcode` out where opening a file or
 * `exec` failed: there the message has to tell. Undefined: it is no error of SQLite's, or one that neither tells.
 */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!isError(error)) return undefined;
  const { errcode, code, message } = error as { errcode?: unknown; code?: unknown; message: string };
  // The higher bits say more exactly what the lower eight say.
  if (typeof errcode === "number") return errcode & 0xff;
  if (code !== "ERR_SQLITE_ERROR") return undefined;
  // Behind a colon stands which file or table it is.
  const [words = ""] = message.split(": ");
  return CODES.get(words);
}
