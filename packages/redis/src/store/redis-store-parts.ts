import type { Ports } from "@bot-tracker/core";
import type { Redis } from "ioredis";
import type { StoreNews } from "./shared-store.ts";

interface StoreBounds {
  maxItems: number;
  maxBytes: number;
  maxDeadLetters: number;
}

export interface RedisStoreParts {
  /** Connected. Not closed by the store. */
  client: Redis;
  /** What all keys begin with, with a part in braces: `bot-tracker:{123}:`. */
  scope: string;
  /** Whose clock counts: Redis's own, or the caller's in tests with invented times. */
  clock: "server" | "caller";
  bounds: StoreBounds;
  news: StoreNews;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "setTimer" | "soon">;
  /** Globally unique: the ids that this store assigns begin with it. Letters and digits. */
  idPrefix: string;
}
