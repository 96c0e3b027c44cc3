import type { Redis } from "ioredis";
import { epochPattern, ownerOfEpoch, type ScopeOwner } from "../store/scope.ts";

/** A bot that has an outbox in Redis. `scope`: what all its keys begin with. */
export interface BotInRedis extends ScopeOwner {
  scope: string;
}

const PAGE = 1_000;

/** Every bot that has an outbox under this prefix, by its name. */
export async function botsInRedis(client: Redis, prefix: string): Promise<BotInRedis[]> {
  const keys = new Set<string>();
  // A key may come more than once.
  for await (const page of client.scanStream({ match: epochPattern(prefix), count: PAGE, type: "string" })) {
    for (const key of page as string[]) keys.add(key);
  }
  return [...keys].sort().map(ownerOfEpoch);
}
