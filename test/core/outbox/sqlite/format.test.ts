import { join } from "node:path";
import { expect, it } from "vitest";
import { NodeDriver } from "../../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import type { DatabaseFormat } from "../../../../packages/core/src/outbox/sqlite/driver/sqlite-driver.ts";
import { bringUp, FILE_VERSION, usableVersion } from "../../../../packages/core/src/outbox/sqlite/file/format.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

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
