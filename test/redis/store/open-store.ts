import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { systemPorts } from "../../../packages/core/src/support/ports.ts";
import { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import type { RedisStoreParts } from "../../../packages/redis/src/store/redis-store-parts.ts";

export const BOUNDS: RedisStoreParts["bounds"] = { maxItems: 1_000_000, maxBytes: 2 ** 30, maxDeadLetters: 10_000 };

/** Nobody else's place in Redis. */
export function newScope(): string {
  return `test:{${randomBytes(6).toString("hex")}}:`;
}

/** One process's view of an outbox in Redis, by the clock of Redis unless `more` says otherwise. */
export function openStore(client: Redis, scope: string, more: Partial<RedisStoreParts> = {}): RedisStore {
  return new RedisStore({
    client,
    scope,
    clock: "server",
    bounds: BOUNDS,
    news: { epoch: () => {}, corrupt: () => {}, stricterLimits: () => {} },
    idPrefix: randomBytes(4).toString("hex"),
    ports: systemPorts,
    ...more,
  });
}
