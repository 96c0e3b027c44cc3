import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtLeast, comparedAtMost, type Figure, type Goal, toFigure } from "../runner/figure.ts";
import { startSink } from "../sink/start-sink.ts";
import { needingRedis, startBenchRedis } from "./bench-redis.ts";
import type { DelivererName, DeliverySetup } from "./delivery-contenders.ts";
import { Fleet } from "./fleet.ts";
import { PROCESSES, processesShown } from "./processes.ts";
import { Rounds } from "./rounds.ts";

const OURS: DelivererName = "redisOutbox()";
const WORKER: DelivererName = "BullMQ Worker";
const BY_HAND: DelivererName = "BullMQ by hand";
/** More than all rounds together can deliver. */
const BACKLOG = 25_000;

export const redisDelivery: Benchmark = needingRedis({
  name: "redis/delivery",
  about:
    "delivery of a backlog by 1 to 8 processes, one event per request, 8 under way in each, with Redis and the " +
    "service on the same machine; by hand means getNextJob and moveToCompleted",

  async run(context) {
    const module = new URL("./delivery-contenders.ts", import.meta.url);
    const sinkUrl = await startSink(context);
    const fleet = await Fleet.open({ module, name: "deliverer" }, Math.max(...PROCESSES), context);
    const deliverers = await Promise.all(
      [OURS, WORKER, BY_HAND].map(async (name) => {
        // One for each, so that nobody's commands meet another's backlog.
        const redis = await startBenchRedis(context);
        const setup: DeliverySetup = { name, redisUrl: redis.url, sinkUrl };
        return { name, redis, setup };
      }),
    );
    const events = context.quick ? 2_000 : BACKLOG;
    for (const { setup } of deliverers) await fleet.step(1, { step: "fill", setup, events });

    const forMs = context.quick ? 100 : 250;
    const rounds = new Rounds();
    const plan = { contenders: deliverers, loads: PROCESSES, rounds: 4 };
    await rounds.run(context, plan, async ({ redis, setup }, processes) => {
      await fleet.step(processes, { step: "open", setup });
      const beforeNs = await redis.cpuNs();
      const measured = await fleet.stepTogether(processes, { step: "deliver", forMs });
      const redisNs = (await redis.cpuNs()) - beforeNs;
      await fleet.step(processes, { step: "close" });
      const sum = (what: string): number => measured.reduce((all, each) => all + (each[what] ?? Number.NaN), 0);
      const delivered = sum("delivered");
      if (delivered === 0) throw new Error("nothing was delivered");
      const tookMs = Math.max(...measured.map((each) => each["tookMs"] ?? Number.NaN));
      return { perSecond: (delivered * 1_000) / tookMs, cpuNs: sum("cpuNs") / delivered, redisNs: redisNs / delivered };
    });
    type Pair = { processes: number; peer: string };
    const row = (name: string, unit: Figure["unit"], { processes, peer }: Pair, what: string, goal?: Goal): Figure =>
      toFigure({
        name: `${processesShown(processes)}${name}`,
        unit,
        ours: rounds.of(OURS, processes, what),
        beside: { name: peer, values: rounds.of(peer, processes, what) },
        ...(goal !== undefined && peer === WORKER && { goal }),
      });
    const pairs = PROCESSES.flatMap((processes) => [WORKER, BY_HAND].map((peer) => ({ processes, peer })));
    return [
      ...pairs.map((pair) => row("", "per s", pair, "perSecond", comparedAtLeast(1))),
      ...pairs.map((pair) => row(", CPU per delivery", "ns", pair, "cpuNs")),
      ...pairs.map((pair) => row(", Redis's CPU per delivery", "ns", pair, "redisNs", comparedAtMost(1.2))),
    ];
  },
});
