import { join } from "node:path";
import { describeOutbox } from "./describe-outbox.ts";
import { openSqlite, temporaryFolder } from "./sqlite-fixtures.ts";

describeOutbox("SQLite outbox", (bounds = {}) => {
  const path = join(temporaryFolder(), "bot.sqlite");
  return openSqlite({ path, bounds }).outbox;
});
