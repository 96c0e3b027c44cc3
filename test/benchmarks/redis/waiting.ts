import { setTimeout as pass } from "node:timers/promises";
import type { Benchmark, BenchmarkContext } from "../runner/benchmark.ts";
import { ContenderHandle } from "../runner/contender-handle.ts";
import { atMost, toFigure } from "../runner/figure.ts";
import { startSink } from "../sink/start-sink.ts";
import { type BenchRedis, needingRedis, startBenchRedis } from "./bench-redis.ts";
import type { WaitingSetup, WaitingStep } from "./waiting-contenders.ts";

const OURS = "redisOutbox()";
const WORKER = "BullMQ Worker";
const DELIVERERS = 20;
/** What each of them did in the first moments of its life falls out. */
const SETTLE_MS = 2_500;
/** BullMQ's workers ask again every 5 s. */
const WATCH_MS = 5_000;

const WAITS = {
  "nothing to deliver": { events: 0, perSecond: undefined },
  "300 events, 3 per second allowed": { events: 300, perSecond: 3 },
} as const;

/** Of one deliverer in a second. */
interface Commands {
  /** By the deliverers. */
  sent: number;
  /** By Redis, those in scripts included. */
  run: number;
}

export const redisWaiting: Benchmark = needingRedis({
  name: "redis/waiting",
  about: `what each of ${DELIVERERS} waiting deliverers costs Redis in a second: commands sent, and commands run with those in scripts`,

  async run(context) {
    const sinkUrl = await startSink(context);
    // All at once: none of them does much.
    const figures = Object.entries(WAITS).map(async ([title, load]) => {
      const step: WaitingStep = { step: "open", deliverers: context.quick ? 2 : DELIVERERS, ...load };
      const [ours, bullmq] = await Promise.all([OURS, WORKER].map((name) => watch(context, name, sinkUrl, step)));
      return (["sent", "run"] as const).map((what) =>
        toFigure({
          name: `${title}: ${what}`,
          unit: "count",
          ours: [ours?.[what] ?? Number.NaN],
          beside: { name: WORKER, values: [bullmq?.[what] ?? Number.NaN], by: "difference" },
          ...(what === "run" && { goal: atMost(10) }),
        }),
      );
    });
    return (await Promise.all(figures)).flat();
  },
});

async function watch(
  context: BenchmarkContext,
  name: string,
  sinkUrl: string,
  step: Extract<WaitingStep, { step: "open" }>,
): Promise<Commands> {
  const redis = await startBenchRedis(context);
  const setup: WaitingSetup = { redisUrl: redis.url, sinkUrl };
  const module = new URL("./waiting-contenders.ts", import.meta.url);
  const handle = await ContenderHandle.open({ module, name, setup }, context);
  await handle.round(step);
  await pass(context.quick ? 100 : SETTLE_MS);

  const monitor = await redis.client.monitor();
  let sent = 0;
  monitor.on("monitor", (_time: string, args: readonly string[], source: string) => {
    if (source !== "lua" && args[0]?.toLowerCase() !== "info") sent++;
  });
  const runBefore = await commandsRun(redis);
  const beganMs = performance.now();
  await pass(context.quick ? 1_200 : WATCH_MS);
  const run = (await commandsRun(redis)) - runBefore;
  const deliverersSeconds = (step.deliverers * (performance.now() - beganMs)) / 1_000;
  monitor.disconnect();
  await handle.round({ step: "close" });
  await handle.end();
  return { sent: sent / deliverersSeconds, run: run / deliverersSeconds };
}

/** All but the benchmark's own. */
async function commandsRun({ client }: BenchRedis): Promise<number> {
  const calls = [...(await client.info("commandstats")).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)];
  return calls.reduce((sum, [, name, count]) => (name === "info" ? sum : sum + Number(count)), 0);
}
