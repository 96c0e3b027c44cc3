import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSqlite, type Sqlite } from "../../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import { openDatabase } from "../../../../packages/core/src/outbox/sqlite/driver/open-database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** As Deno's: it takes no notice of `timeout`. */
function deafTo(sqlite: Sqlite): Sqlite {
  class Deaf extends sqlite.DatabaseSync {
    constructor(path: string, { timeout: _unread, ...options }: { timeout?: number; readOnly?: boolean } = {}) {
      super(path, { ...options, timeout: 5_000 });
    }
  }
  return { ...sqlite, DatabaseSync: Deaf };
}

test.for([0, 5, 1_000])(
  "a database waits %i ms for others, also where SQLite's binding takes no notice of it",
  (busyMs) => {
    const sqlite = loadSqlite();
    if (sqlite === undefined) throw new Error("This Node has no SQLite.");
    const path = join(temporaryFolder(), "some.sqlite");
    for (const each of [sqlite, deafTo(sqlite)]) {
      const db = openDatabase(each, path, { busyMs });
      expect(db.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: busyMs });
      db.close();
    }
  },
);
