import { join } from "node:path";
import { expect, it } from "vitest";
import { NodeDriver } from "../../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import type { DatabaseFormat } from "../../../../packages/core/src/outbox/sqlite/driver/sqlite-driver.ts";
import {
  bringUp,
  FILE_VERSION,
  isUpToDate,
  usableVersion,
} from "../../../../packages/core/src/outbox/sqlite/file/format.ts";
import { type PersonColumns, toPerson } from "../../../../packages/core/src/outbox/sqlite/tables/persons.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

it("a person whom an older package of this version writes is known, beside one who is written now", () => {
  const driver = new NodeDriver(new (nodeSqlite().DatabaseSync)(join(temporaryFolder(), "bot.sqlite")));
  bringUp(driver);
  driver.exec("ALTER TABLE person DROP COLUMN started; ALTER TABLE person DROP COLUMN since");
  const write = "INSERT INTO person (place, userId, botId, blocked, seenAt) VALUES (?, ?, '1', 1, 100)";
  driver.prepare(write).run(1, "7");
  expect(isUpToDate(driver)).toBe(false);
  bringUp(driver);
  expect(isUpToDate(driver)).toBe(true);
  driver.prepare(write).run(2, "8");
  const rows = driver.prepare<PersonColumns>("SELECT * FROM person ORDER BY place").all();
  const known = { started: true, blocked: true, since: 100, seenAt: 100 };
  expect(rows.map(toPerson)).toEqual([known, known]);
  driver.close();
});

it("a fresh file that another process fills while this one looks at it is not taken for a foreign one", () => {
  const path = join(temporaryFolder(), "bot.sqlite");
  const { DatabaseSync } = nodeSqlite();
  const other = new NodeDriver(new DatabaseSync(path));
  let isFresh = true;
  class LookingDriver extends NodeDriver {
    override format(): DatabaseFormat {
      const format = super.format();
      if (isFresh) bringUp(other);
      isFresh = false;
      return format;
    }
  }
  const driver = new LookingDriver(new DatabaseSync(path));
  expect(usableVersion(driver)).toBe(FILE_VERSION);
  driver.close();
  other.close();
});
