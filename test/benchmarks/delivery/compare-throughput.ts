import type { BenchmarkContext } from "../runner/benchmark.ts";
import { type Figure, type Goal, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { startSink } from "../sink/start-sink.ts";
import type { DeliveryLoad, DeliverySetup } from "./throughput-contenders.ts";

export interface ThroughputOptions {
  events: number;
  rounds: number;
  /** The name in the table, and that of the contender. */
  ours: Readonly<Record<string, string>>;
  peers: readonly string[];
  goalOf(ours: string, peer: string): Goal | undefined;
}

/** Events per second and CPU per event of each of ours beside each peer. */
export async function compareThroughput(context: BenchmarkContext, options: ThroughputOptions): Promise<Figure[]> {
  const { events, rounds, ours, peers, goalOf } = options;
  const setup: DeliverySetup = { sinkUrl: await startSink(context) };
  const module = new URL("./throughput-contenders.ts", import.meta.url);
  const names = [...Object.values(ours), ...peers];
  const results = await race(context, {
    contenders: Object.fromEntries(names.map((name) => [name, { module, name, setup }])),
    loads: { all: { events } satisfies DeliveryLoad },
    rounds,
    warmUps: 2,
  });
  const pairs = Object.entries(ours).flatMap(([title, name]) => peers.map((peer) => ({ title, name, peer })));
  return [
    ...pairs.map(({ title, name, peer }) => {
      const goal = goalOf(title, peer);
      return toFigure({
        name: title,
        unit: "per s",
        ours: results(name, "all", "perSecond"),
        beside: { name: peer, values: results(peer, "all", "perSecond") },
        ...(goal !== undefined && { goal }),
      });
    }),
    ...pairs.map(({ title, name, peer }) =>
      toFigure({
        name: `${title}, CPU per event`,
        unit: "ns",
        ours: results(name, "all", "cpuNs"),
        beside: { name: peer, values: results(peer, "all", "cpuNs") },
      }),
    ),
  ];
}
