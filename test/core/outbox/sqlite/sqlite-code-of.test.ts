import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { sqliteCodeOf } from "../../../../packages/core/src/outbox/sqlite/driver/sqlite-code-of.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** What breaks so, on real files of SQLite. */
const FAULTS: Readonly<Record<number, (path: string) => unknown>> = {
  5: (path) => {
    using holder = new DatabaseSync(path);
    holder.exec("BEGIN EXCLUSIVE");
    using other = new DatabaseSync(path, { timeout: 0 });
    other.exec("BEGIN IMMEDIATE");
  },
  8: (path) => {
    new DatabaseSync(path).close();
    using db = new DatabaseSync(path, { readOnly: true });
    db.exec("CREATE TABLE t (x)");
  },
  13: (path) => {
    using db = new DatabaseSync(path);
    db.exec("PRAGMA max_page_count = 1; CREATE TABLE t (x)");
  },
  14: (path) => new DatabaseSync(join(path, "in", "no", "folder")),
  26: (path) => {
    writeFileSync(path, "garbage".repeat(1_000));
    using db = new DatabaseSync(path);
    db.exec("SELECT count(*) FROM sqlite_master");
  },
};

function errorOf(fault: (path: string) => unknown): Error {
  try {
    fault(join(temporaryFolder(), "file.sqlite"));
  } catch (error) {
    return error as Error;
  }
  return expect.unreachable("nothing broke");
}

describe.each(Object.entries(FAULTS))("SQLite's result code %i", (code, fault) => {
  test("is read from an error that has it", () => {
    expect(sqliteCodeOf(errorOf(fault))).toBe(Number(code));
  });

  test("is read from the words of an error that has it not, as Deno's from `exec`, with or without a path behind", () => {
    const { message } = errorOf(fault);
    for (const words of [message, `${message}: /folder/file.sqlite`]) {
      const error = Object.assign(new Error(words), { code: "ERR_SQLITE_ERROR" });
      expect(sqliteCodeOf(error)).toBe(Number(code));
    }
  });
});

test.each([
  [13, "database or disk is full: SQLITE_FULL"],
  [18, "string or blob too big: SQLITE_TOOBIG"],
  [19, "UNIQUE constraint failed: t.x: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)"],
])("SQLite's result code %i is read from the words of a Durable Object's storage: %s", (code, words) => {
  expect(sqliteCodeOf(new Error(words))).toBe(code);
});

test("nothing is read from an error that is not SQLite's", () => {
  for (const error of [new Error("database is locked"), "database is locked", undefined]) {
    expect(sqliteCodeOf(error)).toBeUndefined();
  }
});
