/**
 * A process that shows that it lives, beside the database whose path it is given, until it is killed. Usage:
 * node presence-child.ts "<path>[ <holder>...]". It ends with an error if it does not see those holders live.
 */

import { loadSqlite } from "../../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import { PresenceFile } from "../../../../packages/core/src/outbox/sqlite/driver/presence-file.ts";

const [path = "", ...holders] = (process.argv[2] ?? "").split(" ");
const sqlite = loadSqlite();
if (sqlite === undefined) throw new Error("no SQLite");
const presence = new PresenceFile({ sqlite, path });
presence.hold();
for (const holder of holders) {
  for (const steadyMs of [0, 2_000]) {
    if (presence.endedAt(holder, steadyMs) !== undefined) throw new Error(`${holder} seems dead`);
  }
  if (presence.bury(holder, () => {})) throw new Error(`${holder} was buried`);
}
process.stdout.write(`${presence.holder}\n`);
setInterval(() => {}, 1_000);
