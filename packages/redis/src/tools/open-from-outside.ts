import { randomPrefix, systemPorts } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";
import { RedisStore } from "../store/redis-store.ts";

/** A bot may have been given greater bounds than the default ones, and nothing of it is to be thrown out here. */
const UNBOUNDED = {
  maxItems: Number.MAX_SAFE_INTEGER,
  maxBytes: Number.MAX_SAFE_INTEGER,
  maxDeadLetters: Number.MAX_SAFE_INTEGER,
};

/** A bot's outbox in Redis for whoever is none of its processes. */
export function openFromOutside(client: Redis, scope: string): RedisStore {
  return new RedisStore({
    client,
    scope,
    clock: "server",
    bounds: UNBOUNDED,
    news: { epoch: () => {}, corrupt: () => {}, stricterLimits: () => {} },
    idPrefix: randomPrefix(),
    ports: systemPorts,
  });
}
