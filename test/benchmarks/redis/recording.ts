import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtLeast, comparedAtMost, type Figure, type Goal, toFigure } from "../runner/figure.ts";
import { needingRedis, startBenchRedis } from "./bench-redis.ts";
import { Fleet } from "./fleet.ts";
import { PROCESSES, processesShown } from "./processes.ts";
import type { RecorderName } from "./recording-contenders.ts";
import { Rounds } from "./rounds.ts";

const OURS: RecorderName = "redisOutbox()";
const BULKS: RecorderName = "BullMQ, addBulk of 100";
const ONE_BY_ONE: RecorderName = "BullMQ, add one by one";

export const redisRecording: Benchmark = needingRedis({
  name: "redis/recording",
  about:
    "recording at 1 to 8 processes, each with a file of its own, until the last event is in Redis, which shares the " +
    "machine; CPU is that of the recording processes",

  async run(context) {
    const redis = await startBenchRedis(context);
    const module = new URL("./recording-contenders.ts", import.meta.url);
    const fleet = await Fleet.open({ module, name: "recorder" }, Math.max(...PROCESSES), context);
    const events = context.quick ? 160 : 2_000;
    const recorders = [OURS, BULKS, ONE_BY_ONE].map((name) => ({
      name,
      // As many take several times as long one by one.
      events: name === ONE_BY_ONE ? events / 4 : events,
    }));
    const rounds = new Rounds();
    await rounds.run(context, { contenders: recorders, loads: PROCESSES, rounds: 5 }, async (one, processes) => {
      await fleet.step(processes, { step: "open", name: one.name, redisUrl: redis.url });
      const beforeNs = await redis.cpuNs();
      const measured = await fleet.stepTogether(processes, { step: "record", events: one.events / processes });
      const redisNs = (await redis.cpuNs()) - beforeNs;
      await fleet.step(processes, { step: "close" });
      await redis.client.flushall();
      const tookMs = Math.max(...measured.map((each) => each["tookMs"] ?? Number.NaN));
      const cpuNs = measured.reduce((sum, each) => sum + (each["cpuNs"] ?? Number.NaN), 0);
      return {
        perSecond: (one.events * 1_000) / tookMs,
        cpuNs: cpuNs / one.events,
        redisNs: redisNs / one.events,
      };
    });
    type Pair = { processes: number; peer: string };
    const row = (name: string, unit: Figure["unit"], { processes, peer }: Pair, what: string, goal?: Goal): Figure =>
      toFigure({
        name: `${processesShown(processes)}${name}`,
        unit,
        ours: rounds.of(OURS, processes, what),
        beside: { name: peer, values: rounds.of(peer, processes, what) },
        ...(goal !== undefined && peer === BULKS && { goal }),
      });
    const pairs = PROCESSES.flatMap((processes) => [BULKS, ONE_BY_ONE].map((peer) => ({ processes, peer })));
    return [
      ...pairs.map((pair) => row("", "per s", pair, "perSecond", comparedAtLeast(0.8))),
      ...pairs.map((pair) => row(", CPU per event", "ns", pair, "cpuNs")),
      ...pairs.map((pair) => row(", Redis's CPU per event", "ns", pair, "redisNs", comparedAtMost(1.5))),
    ];
  },
});
