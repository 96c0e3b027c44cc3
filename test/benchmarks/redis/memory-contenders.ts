import { setTimeout as pass } from "node:timers/promises";
import type { Contenders, Measured } from "../runner/contender.ts";
import { addInBulks, openQueue } from "./bullmq-peer.ts";
import { benchDestination, openRedisTracker, recordAll } from "./redis-tracker.ts";

export interface MemorySetup {
  redisUrl: string;
}

export interface MemoryLoad {
  events: number;
}

/** So long at least, Redis remembers what was moved to it: it might have to be moved again. */
const FORGOTTEN_MS = 3_500;

const tracker =
  ({ redisUrl }: MemorySetup) =>
  async ({ events }: MemoryLoad): Promise<Measured> => {
    const destination = benchDestination({ sinkUrl: "" });
    const opened = openRedisTracker({ redisUrl, role: "record", destination });
    await recordAll(opened, events);
    await pass(FORGOTTEN_MS);
    await opened.close({ timeoutMs: 0 });
    const queue = openQueue(redisUrl, "bot-tracker:{7000000001}");
    const { prioritized = 0 } = await queue.getJobCounts("prioritized");
    await queue.close();
    return { waiting: prioritized };
  };

const bullmq =
  ({ redisUrl }: MemorySetup) =>
  async ({ events }: MemoryLoad): Promise<Measured> => {
    const queue = openQueue(redisUrl);
    await addInBulks(queue, events, 1_000);
    const waiting = await queue.getWaitingCount();
    await queue.close();
    return { waiting };
  };

export const contenders: Contenders<MemorySetup, MemoryLoad> = { "redisOutbox()": tracker, BullMQ: bullmq };
