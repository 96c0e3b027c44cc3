import type { Benchmark } from "../runner/benchmark.ts";
import { atLeast, atMost, type Goal, toFigure, type Unit } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { startSink } from "../sink/start-sink.ts";
import type { BurstLoad, BurstSetup } from "./burst-contenders.ts";

const EVENTS = 30_000;
const PEER = "posthog-node";

const LINES: readonly { what: string; title: string; unit: Unit; goal?: Goal }[] = [
  { what: "perThousandMs", title: "event loop blocked per 1,000", unit: "ms", goal: atMost(12) },
  { what: "longestMs", title: "longest block", unit: "ms" },
  { what: "heapGrownBytes", title: "heap grown when all are stored", unit: "B" },
  { what: "heldBytes", title: "heap held per event", unit: "B" },
];

export const outboxBurst: Benchmark = {
  name: "outbox/burst",
  about: "30,000 events recorded in one turn of the event loop, until all are stored (posthog-node: queued)",

  async run(context) {
    const setup: BurstSetup = { sinkUrl: await startSink(context) };
    const module = new URL("./burst-contenders.ts", import.meta.url);
    const results = await race(context, {
      contenders: Object.fromEntries(["memory", "sqlite", PEER].map((name) => [name, { module, name, setup }])),
      loads: { all: { events: EVENTS } satisfies BurstLoad },
      rounds: 5,
      fresh: true,
    });
    return ["memory", "sqlite"].flatMap((outbox) => [
      toFigure({
        name: `${outbox}, stored`,
        unit: "count",
        ours: results(outbox, "all", "stored"),
        goal: atLeast(EVENTS),
      }),
      ...LINES.map(({ what, title, unit, goal }) =>
        toFigure({
          name: `${outbox}, ${title}`,
          unit,
          ours: results(outbox, "all", what),
          beside: { name: PEER, values: results(PEER, "all", what) },
          ...(goal !== undefined && { goal }),
        }),
      ),
    ]);
  },
};
