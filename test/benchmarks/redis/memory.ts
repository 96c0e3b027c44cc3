import type { Benchmark, BenchmarkContext } from "../runner/benchmark.ts";
import { ContenderHandle } from "../runner/contender-handle.ts";
import { comparedAtMost, toFigure } from "../runner/figure.ts";
import { benchBodyOf } from "./bench-body.ts";
import { type BenchRedis, needingRedis, startBenchRedis } from "./bench-redis.ts";
import type { MemoryLoad, MemorySetup } from "./memory-contenders.ts";

const SAMPLE = 1_000;

export const redisMemory: Benchmark = needingRedis({
  name: "redis/memory",
  about: "bytes of Redis's memory for each of 20,000 events that wait there",

  async run(context) {
    const load: MemoryLoad = { events: context.quick ? 500 : 20_000 };
    const [ours, bullmq] = await Promise.all([
      bytesPerEvent(context, "redisOutbox()", load),
      bytesPerEvent(context, "BullMQ", load),
    ]);
    const bodies = Array.from({ length: SAMPLE }, (_none, index) => JSON.stringify(benchBodyOf(index)).length);
    const bodyBytes = bodies.reduce((sum, bytes) => sum + bytes, 0) / SAMPLE;
    return [
      toFigure({
        name: "redisOutbox()",
        unit: "B",
        ours: [ours],
        beside: { name: "BullMQ", values: [bullmq] },
        goal: comparedAtMost(0.9),
      }),
      toFigure({
        name: "redisOutbox()",
        unit: "B",
        ours: [ours],
        beside: { name: "its request's body", values: [bodyBytes] },
      }),
    ];
  },
});

async function bytesPerEvent(context: BenchmarkContext, name: string, load: MemoryLoad): Promise<number> {
  const redis = await startBenchRedis(context);
  const setup: MemorySetup = { redisUrl: redis.url };
  const module = new URL("./memory-contenders.ts", import.meta.url);
  const handle = await ContenderHandle.open({ module, name, setup }, context);
  const before = await usedBytes(redis);
  const { waiting } = await handle.round(load);
  if (waiting !== load.events) throw new Error(`${name}: ${waiting} of ${load.events} wait`);
  const bytes = (await usedBytes(redis)) - before;
  await handle.end();
  return bytes / load.events;
}

/** Without what connections and the file on disk need for the moment, nor how long each kind of command has taken. */
async function usedBytes(redis: BenchRedis): Promise<number> {
  // One histogram for each kind of command that was ever run, which is tens of kilobytes and no event's.
  await redis.client.config("RESETSTAT");
  const passing = ["mem_clients_normal", "mem_aof_buffer"];
  const [used = 0, ...others] = await Promise.all(
    ["used_memory", ...passing].map((field) => redis.info("memory", field)),
  );
  return others.reduce((rest, bytes) => rest - bytes, used);
}
