import type { Outbox, OutboxEntry, PutResult } from "@bot-tracker/core";
import { MemoryOutbox } from "@bot-tracker/core";
import { onTestFinished } from "vitest";
import { StoreFile } from "../../../../packages/core/src/outbox/sqlite/file/store-file.ts";
import { SqliteOutbox } from "../../../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import { RedisOutbox, type RedisOutboxParts } from "../../../../packages/redis/src/outbox/redis-outbox.ts";
import { nodeSqlite } from "../../../core/outbox/sqlite/sqlite-fixtures.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { FakeConnection } from "./fake-connection.ts";
import type { FakeRedis } from "./fake-redis.ts";
import { FakeStore } from "./fake-store.ts";

/** A bot's process, up to what sends: its outbox with all that belongs to it. */
export interface FakeProcess {
  outbox: RedisOutbox;
  local: () => Outbox;
  connection: FakeConnection;
  ports: ManualPorts;
  store: () => FakeStore | undefined;
  /** Everything that was said, with its level. */
  said: string[];
  /** Puts a delivery and gives the moment on by one millisecond, so that everything has a moment of its own. */
  record(entry: OutboxEntry): Promise<PutResult>;
}

export interface FakeProcessOptions {
  redis: FakeRedis;
  ports?: ManualPorts;
  role?: RedisOutboxParts["role"];
  openLocal?: (ports: ManualPorts) => Outbox;
}

export function startProcess({
  redis,
  ports = new ManualPorts(),
  role = "both",
  openLocal = () => new MemoryOutbox("here"),
}: FakeProcessOptions): FakeProcess {
  const connection = new FakeConnection();
  // Nothing goes on in the background of the next test.
  onTestFinished(() => connection.down());
  const said: string[] = [];
  const say =
    (level: string) =>
    (_topic: string, message: string): void =>
      void said.push(`${level}: ${message}`);
  let local: Outbox | undefined;
  let store: FakeStore | undefined;
  const outbox = new RedisOutbox({
    role,
    connection,
    openStore: async (_client, news) => {
      store = new FakeStore(redis, connection, news);
      return store;
    },
    context: {
      ports,
      messages: { warn: say("warn"), error: say("error"), debug: () => {}, forget: () => {}, hide: () => {} },
      openLocal: () => {
        local = openLocal(ports);
        return local;
      },
    },
  });
  return {
    outbox,
    connection,
    ports,
    said,
    store: () => store,
    local: () => {
      if (local === undefined) throw new Error("nothing was opened");
      return local;
    },
    record: async (entry) => {
      const result = await outbox.put(entry, ports.nowMs());
      await ports.advance(1);
      return result;
    },
  };
}

/** The ordinary local outbox on a file, which goes by the test's clock. */
export function openFile(path: string, ports: ManualPorts): SqliteOutbox {
  const file = new StoreFile({
    sqlite: nodeSqlite(),
    path,
    durability: "normal",
    newPrefix: () => Math.random().toString(36).slice(2),
    nowMs: ports.nowMs,
    messages: { error: () => {}, warn: () => {}, forget: () => {} },
    bounds: { maxItems: 100_000, maxBytes: 2 ** 30, maxDeadLetters: 1_000, maxPersons: 1_000, maxDedupeKeys: 100_000 },
  });
  return new SqliteOutbox({ file, ports, messages: { error: () => {}, forget: () => {} } });
}
