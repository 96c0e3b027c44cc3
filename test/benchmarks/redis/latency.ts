import { setTimeout as pass } from "node:timers/promises";
import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtMost, type Figure, toFigure } from "../runner/figure.ts";
import { startSink } from "../sink/start-sink.ts";
import { needingRedis, startBenchRedis } from "./bench-redis.ts";
import { Fleet } from "./fleet.ts";
import type { LatencySetup, MessengerName } from "./latency-contenders.ts";
import { PROCESSES, processesShown } from "./processes.ts";
import { Rounds } from "./rounds.ts";

const OURS: MessengerName = "redisOutbox()";
const WORKER: MessengerName = "BullMQ Worker";
const MOST_TO_WORKER = { p50: 1.2, p99: 1.5 };
const PER_SECOND = 400;
const ALL = 200;
const FIRST = 10;
const LONGEST_MS = 20_000;

export const redisLatency: Benchmark = needingRedis({
  name: "redis/latency",
  about:
    `from the call that records until the service has answered: ${PER_SECOND} events a second at 1 to 8 processes, ` +
    "of which each records and delivers, and lone starts that another process delivers",

  async run(context) {
    const module = new URL("./latency-contenders.ts", import.meta.url);
    const sinkUrl = await startSink(context);
    const fleet = await Fleet.open({ module, name: "messenger" }, Math.max(...PROCESSES), context);
    const messengers = await Promise.all(
      [OURS, WORKER].map(async (name) => {
        const setup: LatencySetup = { name, redisUrl: (await startBenchRedis(context)).url, sinkUrl };
        return { name, setup };
      }),
    );
    const rounds = new Rounds();
    await rounds.run(context, { contenders: messengers, loads: PROCESSES, rounds: 4 }, ({ setup }, processes) =>
      underLoad(fleet, setup, processes, context.quick ? 16 : ALL),
    );
    const startsOf = new Map<string, number[]>();
    for (const { name, setup } of messengers)
      startsOf.set(name, await loneStarts(fleet, setup, context.quick ? 2 : 20));

    const underLoadShown = PROCESSES.flatMap((processes) =>
      Object.entries(MOST_TO_WORKER).map(
        ([what, most]): Figure =>
          toFigure({
            name: `${processesShown(processes)}, ${what}`,
            unit: "ms",
            ours: rounds.of(OURS, processes, what),
            beside: { name: WORKER, values: rounds.of(WORKER, processes, what) },
            goal: comparedAtMost(most),
          }),
      ),
    );
    return [
      ...underLoadShown,
      toFigure({
        name: "a lone start",
        unit: "ms",
        ours: startsOf.get(OURS) ?? [],
        beside: { name: WORKER, values: startsOf.get(WORKER) ?? [] },
      }),
    ];
  },
});

async function underLoad(
  fleet: Fleet,
  setup: LatencySetup,
  processes: number,
  all: number,
): Promise<{ p50: number; p99: number }> {
  await fleet.step(processes, { step: "open", setup, role: "both" });
  // The first requests pay for connections.
  await fleet.stepTogether(processes, { step: "record", events: FIRST, everyMs: 5 });
  await answersOf(fleet, processes, FIRST * processes);
  const events = Math.floor(all / processes);
  await fleet.stepTogether(processes, { step: "record", events, everyMs: (1_000 * processes) / PER_SECOND });
  const tookMs = (await answersOf(fleet, processes, events * processes)).toSorted((one, two) => one - two);
  await fleet.step(processes, { step: "close" });
  const quantile = (share: number): number => tookMs[Math.ceil(share * tookMs.length) - 1] ?? Number.NaN;
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

/** Asks only when nearly all is over, because whoever is asked stops for a moment. */
async function answersOf(fleet: Fleet, processes: number, events: number): Promise<number[]> {
  const tookMs: number[] = [];
  const beganMs = performance.now();
  while (tookMs.length < events) {
    if (performance.now() - beganMs > LONGEST_MS) throw new Error(`${tookMs.length} of ${events} were delivered`);
    await pass(60);
    const told = await fleet.step(processes, { step: "tell", least: 0 });
    tookMs.push(...told.flatMap((each) => Object.values(each)));
  }
  return tookMs;
}

/** RecordResult by the second process, delivered by the first. */
async function loneStarts(fleet: Fleet, setup: LatencySetup, starts: number): Promise<number[]> {
  const [deliverer, recorder] = fleet.handles;
  if (deliverer === undefined || recorder === undefined) throw new Error("it takes two processes");
  await deliverer.round({ step: "open", setup, role: "deliver" });
  await recorder.round({ step: "open", setup, role: "record" });
  const tookMs: number[] = [];
  for (let start = 0; start < starts; start++) {
    const answered = deliverer.round({ step: "tell", least: 1 });
    // At no fixed moment of anybody's timers.
    await pass(40 + ((start * 37) % 50));
    await recorder.round({ step: "start" });
    tookMs.push(...Object.values(await answered));
  }
  await fleet.step(2, { step: "close" });
  return tookMs;
}
