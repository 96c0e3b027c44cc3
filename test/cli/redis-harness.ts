import { randomBytes } from "node:crypto";
import { systemPorts } from "@bot-tracker/core/outbox-kit";
import { Redis } from "ioredis";
import { RedisStore } from "../../packages/redis/src/store/redis-store.ts";
import { scopeOf } from "../../packages/redis/src/store/scope.ts";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { BOT } from "./seed-outbox.ts";

/** A Redis, and the outboxes that bots would have made in it. */
export interface RedisHarness {
  server: RedisServer;
  client: Redis;
  /** Fills the outbox of a bot as its processes would. */
  seed(fill: (outbox: RedisStore, nowMs: number) => Promise<void>, whose?: Partial<Whose>): Promise<RedisStore>;
  close(): Promise<void>;
}

interface Whose {
  prefix: string;
  botId: string;
  isSandbox: boolean;
}

const BOUNDS = { maxItems: 1_000_000, maxBytes: 2 ** 30, maxDeadLetters: 10_000 };

export async function startRedisHarness(settings: readonly string[] = []): Promise<RedisHarness> {
  const server = await startRedisServer(settings);
  const client = new Redis(server.url);
  const stores: RedisStore[] = [];
  return {
    server,
    client,
    seed: async (fill, { prefix = "bot-tracker", botId = BOT, isSandbox = false } = {}) => {
      const store = new RedisStore({
        client,
        scope: scopeOf(prefix, { bot: botId, sandbox: isSandbox }),
        clock: "server",
        bounds: BOUNDS,
        news: { epoch: () => {}, corrupt: () => {}, stricterLimits: () => {} },
        idPrefix: randomBytes(4).toString("hex"),
        ports: systemPorts,
      });
      stores.push(store);
      await store.refresh();
      await fill(store, Date.now());
      return store;
    },
    close: async () => {
      for (const store of stores) store.close();
      client.disconnect();
      await server.close();
    },
  };
}
