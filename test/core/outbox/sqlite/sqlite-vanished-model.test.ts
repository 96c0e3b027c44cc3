import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Outbox } from "../../../../packages/core/src/outbox/outbox.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { describeOutboxModel } from "../describe-outbox-model.ts";
import { openSqlite } from "./sqlite-fixtures.ts";

const DELETIONS: readonly ((path: string) => void)[] = [
  (path) => rmSync(dirname(path), { recursive: true }),
  (path) => rmSync(path),
  (path) => rmSync(`${path}-wal`),
  (path) => rmSync(`${path}-shm`),
];
/** Each costs a file written anew. The whole of it is not for every run. */
const RUNS = 25;

const places = new WeakMap<Outbox, { path: string; ports: ManualPorts; deletions: number }>();

describeOutboxModel(
  "SQLite outbox whose files are deleted again and again",
  (bounds = {}) => {
    const path = join(temporaryFolder(), "outbox", "7.sqlite");
    const ports = new ManualPorts();
    const { outbox } = openSqlite({ path, ports, bounds });
    places.set(outbox, { path, ports, deletions: 0 });
    return outbox;
  },
  async (outbox) => {
    const place = places.get(outbox);
    if (place === undefined) throw new Error("this outbox was not opened here");
    DELETIONS[place.deletions++ % DELETIONS.length]?.(place.path);
    await place.ports.advance(1_000);
    return outbox;
  },
  { numRuns: RUNS },
);
