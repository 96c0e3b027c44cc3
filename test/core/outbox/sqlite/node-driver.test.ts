import { join } from "node:path";
import { expect, test } from "vitest";
import { NodeDriver } from "../../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

interface Count {
  count: number;
}

function twoAtOneFile(): { driver: NodeDriver; other: NodeDriver } {
  const path = join(temporaryFolder(), "bot.sqlite");
  const [driver, other] = [0, 1].map(() => new NodeDriver(new (nodeSqlite().DatabaseSync)(path)));
  if (driver === undefined || other === undefined) throw new Error("both are there");
  driver.exec("PRAGMA journal_mode = WAL; CREATE TABLE one (id INTEGER)");
  return { driver, other };
}

test("a look sees one state of the file, whatever another process writes meanwhile", () => {
  const { driver, other } = twoAtOneFile();
  const count = driver.prepare<Count>("SELECT count(*) AS count FROM one");
  const counted = driver.look(() => {
    const before = count.get()?.count;
    other.transaction(() => other.exec("INSERT INTO one VALUES (1)"));
    return [before, count.get()?.count];
  });
  expect(counted).toEqual([0, 0]);
  expect(count.get()?.count).toBe(1);
  driver.close();
  other.close();
});

test("a look that fails ends, so that others and this one can write", () => {
  const { driver, other } = twoAtOneFile();
  const fail = (): never => {
    throw new Error("seen");
  };
  expect(() => driver.look(fail)).toThrow("seen");
  driver.transaction(() => driver.exec("INSERT INTO one VALUES (1)"));
  other.transaction(() => other.exec("INSERT INTO one VALUES (2)"));
  expect(driver.look(() => driver.prepare<Count>("SELECT count(*) AS count FROM one").get())).toEqual({ count: 2 });
  driver.close();
  other.close();
});
