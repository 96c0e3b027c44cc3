import { join } from "node:path";
import { expect, test } from "vitest";
import { NodeDriver } from "../../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import { rowReader } from "../../../../packages/core/src/outbox/sqlite/driver/row-reader.ts";
import type { SqliteDriver } from "../../../../packages/core/src/outbox/sqlite/driver/sqlite-driver.ts";
import { bringUp } from "../../../../packages/core/src/outbox/sqlite/file/format.ts";
import { openTables } from "../../../../packages/core/src/outbox/sqlite/tables/tables.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { BOUNDS, nodeSqlite } from "./sqlite-fixtures.ts";

test("rows come by their columns' names, also where SQLite gives no arrays, or none though asked", () => {
  const { DatabaseSync } = nodeSqlite();
  const db = new DatabaseSync(":memory:");
  const sql = "SELECT 1 AS one, 'two' AS two, NULL AS three";
  const rows = [{ one: 1, two: "two", three: null }];

  const driver = new NodeDriver(db);
  expect(driver.prepare(sql).all()).toEqual(rows);
  expect(driver.prepare(sql).get()).toEqual(rows[0]);
  expect([...driver.prepare(sql).each()]).toEqual(rows);
  expect(driver.prepare(`${sql} WHERE 1 = 2`).get()).toBeUndefined();

  const plain = db.prepare(sql);
  Object.defineProperty(plain, "setReturnArrays", { value: undefined });
  expect(plain.all().map(rowReader(plain))).toEqual(rows);

  const deaf = db.prepare(sql);
  const toRow = rowReader(deaf);
  deaf.setReturnArrays(false);
  expect(deaf.all().map(toRow)).toEqual(rows);
});

test("a column that another process adds meanwhile is in nobody's way", () => {
  const { DatabaseSync } = nodeSqlite();
  const path = join(temporaryFolder(), "bot.sqlite");
  const driver = new NodeDriver(new DatabaseSync(path));
  driver.exec("CREATE TABLE person (id INTEGER, name TEXT); INSERT INTO person VALUES (1, 'Anna')");
  const all = driver.prepare("SELECT * FROM person");
  expect(all.all()).toEqual([{ id: 1, name: "Anna" }]);

  const other = new DatabaseSync(path);
  other.exec("ALTER TABLE person ADD COLUMN since INTEGER; UPDATE person SET since = 5");
  other.close();
  expect(all.all()).toEqual([{ id: 1, name: "Anna" }]);
  driver.close();
});

test("no statement has a bare ? for its limit, with which SQLite would compile it anew each time", () => {
  const driver = new NodeDriver(new (nodeSqlite().DatabaseSync)(":memory:"));
  bringUp(driver);
  const prepared: string[] = [];
  const listening: SqliteDriver = Object.create(driver, {
    prepare: {
      value: (sql: string) => {
        prepared.push(sql);
        return driver.prepare(sql);
      },
    },
  });
  openTables(listening, BOUNDS, "prefix");
  expect(prepared.filter((sql) => sql.includes("LIMIT ?")).length).toBeGreaterThan(0);
  expect(prepared.filter((sql) => /LIMIT \?(?! \+ 0)/.test(sql))).toEqual([]);
  driver.close();
});
