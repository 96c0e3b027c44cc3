import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { needingRedis, startBenchRedis } from "../redis/bench-redis.ts";
import type { Benchmark, BenchmarkContext } from "../runner/benchmark.ts";
import type { Measured } from "../runner/contender.ts";
import { ContenderHandle } from "../runner/contender-handle.ts";
import type { Unit } from "../runner/figure.ts";
import type { FillLoad, ResumeLoad } from "./backlog-contenders.ts";
import type { BacklogPlace } from "./backlog-tracker.ts";
import { type AtSize, scaleFigures } from "./scale-figures.ts";

const SIZES = [1_000, 100_000, 1_000_000];
const QUICK_SIZES = [500, 1_000];
const RESTARTS = 3;

export const sqliteScale: Benchmark = {
  name: "scale/sqlite",
  about: "a backlog of 1,000, 100,000 and 1,000,000 events in SQLite; each goes to a service that answers at once",
  run: async (context) =>
    scaleFigures(await backlogs(context, { dir: mkdtempSync(join(context.folder, "backlog-")) }), [
      ...ROWS,
      { name: "on disk, per event", unit: "B", of: ({ diskBytes }, size) => diskBytes / size },
    ]),
};

export const redisScale: Benchmark = needingRedis({
  name: "scale/redis",
  about: "the same backlog in Redis, which one process records and another sends",
  run: async (context) => {
    const redis = await startBenchRedis(context);
    const emptyBytes = await redis.info("memory", "used_memory");
    const place = { dir: mkdtempSync(join(context.folder, "backlog-")), redisUrl: redis.url };
    return scaleFigures(await backlogs(context, place), [
      ...ROWS,
      { name: "recording an event, CPU of Redis", unit: "ns", of: ({ redisRecordNs }) => redisRecordNs },
      { name: "delivering one, CPU of Redis", unit: "ns", of: ({ redisDeliverNs }) => redisDeliverNs },
      { name: "memory of Redis, per event", unit: "B", of: ({ redisBytes }, size) => (redisBytes - emptyBytes) / size },
    ]);
  },
});

type Wanted = "recordNs" | "firstMs" | "deliverNs" | "heapBytes" | "rssBytes" | "diskBytes";
type BacklogMeasured = Record<Wanted | "redisRecordNs" | "redisDeliverNs" | "redisBytes", number>;

interface Row {
  name: string;
  unit: Unit;
  of(measured: BacklogMeasured, size: number): number;
}

const ROWS: readonly Row[] = [
  { name: "recording an event, CPU", unit: "ns", of: ({ recordNs }) => recordNs },
  { name: "from a start to the first request", unit: "ms", of: ({ firstMs }) => firstMs },
  { name: "delivering one, CPU", unit: "ns", of: ({ deliverNs }) => deliverNs },
  { name: "heap of who sends", unit: "B", of: ({ heapBytes }) => heapBytes },
  { name: "rss of who sends", unit: "B", of: ({ rssBytes }) => rssBytes },
];

/** One backlog that grows: at each size it is recorded to by a fresh process, and resumed by others. */
async function backlogs(context: BenchmarkContext, place: BacklogPlace): Promise<AtSize<BacklogMeasured>[]> {
  const module = new URL("./backlog-contenders.ts", import.meta.url);
  const once = async (name: "fill" | "resume", load: FillLoad | ResumeLoad): Promise<Measured> => {
    const handle = await ContenderHandle.open({ module, name, setup: place }, context);
    const measured = await handle.round(load);
    await handle.end();
    return measured;
  };
  const results: AtSize<BacklogMeasured>[] = [];
  let waiting = 0;
  for (const size of context.quick ? QUICK_SIZES : SIZES) {
    console.error(`  ${size.toLocaleString("en-US")} events`);
    const filled = await once("fill", { from: waiting, to: size, sample: Math.min(5_000, size / 2) });
    const rounds: BacklogMeasured[] = [];
    const [warmUp, sample] = [Math.min(500, size / 50), Math.min(2_000, size / 10)];
    for (let restart = 0; restart < RESTARTS; restart++) {
      rounds.push({ ...filled, ...(await once("resume", { warmUp, sample })) } as BacklogMeasured);
    }
    results.push({ size, rounds });
    waiting = size;
  }
  return results;
}
