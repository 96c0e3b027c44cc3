import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { systemPorts } from "../../packages/core/src/ports.ts";
import { RedisStore } from "../../packages/redis/src/store/redis-store.ts";

/** One process's view of an outbox in Redis, by the clock of Redis. */
export function openStore(client: Redis, scope: string): RedisStore {
  return new RedisStore({
    client,
    scope,
    clock: "server",
    bounds: { maxItems: 1_000_000, maxBytes: 2 ** 30, maxDeadLetters: 10_000 },
    news: { epoch: () => {}, stricterLimits: () => {} },
    idPrefix: randomBytes(4).toString("hex"),
    ports: systemPorts,
  });
}
