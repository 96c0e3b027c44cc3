import type { QueueBaseOptions } from "bullmq";
import type { Redis } from "ioredis";
import type { RedisStore } from "../store/redis-store.ts";

export interface DeliveryBackendParts {
  /** Connected. Not closed here. */
  client: Redis;
  /** What all keys begin with, such as `bot-tracker:{123}:`. */
  scope: string;
  store: RedisStore;
}

export interface DeliveryBackendPlace extends DeliveryBackendParts {
  destination: string;
  queueOptions: QueueBaseOptions;
  /** How long a worker has for a job, or to say that it needs longer. */
  leaseMs: number;
  /** Whether it is a worker's, which waits for jobs. */
  waits: boolean;
}
