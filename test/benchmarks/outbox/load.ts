import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { startSink } from "../sink/start-sink.ts";
import { bodyBytes } from "./body-bytes.ts";
import type { LoadSetup, SteadyLoad } from "./load-contenders.ts";

const TAKERS = { "memory outbox": "memory", "SQLite outbox": "sqlite", "posthog-node, which sends": "posthog-node" };
const WHATS = ["p50", "p99", "max"] as const;

export const outboxLoad: Benchmark = {
  name: "outbox/load",
  about: "5,000 events a second: how late the event loop comes, beside the same loop without a tracker",

  async run(context) {
    const setup: LoadSetup = { sinkUrl: await startSink(context) };
    const module = new URL("./load-contenders.ts", import.meta.url);
    const load: SteadyLoad = { perSecond: 5_000, seconds: context.quick ? 0.2 : 2 };
    const names = ["nothing", ...Object.values(TAKERS)];
    const results = await race(context, {
      contenders: Object.fromEntries(names.map((name) => [name, { module, name, setup }])),
      loads: { all: load },
      rounds: 5,
    });
    const delays = Object.entries(TAKERS).flatMap(([title, name]) =>
      WHATS.map((what) =>
        toFigure({
          name: `${title}, ${what} of the delay`,
          unit: "ms",
          ours: results(name, "all", what),
          beside: { name: "no tracker", values: results("nothing", "all", what), by: "difference" },
          ...(what === "p99" && name !== "posthog-node" && { goal: comparedAtMost(0.6) }),
        }),
      ),
    );
    const bytes = results("sqlite", "all", "diskBytes");
    const body = await bodyBytes();
    const disk = toFigure({
      name: "SQLite outbox, disk per event that waits",
      unit: "B",
      ours: bytes,
      beside: { name: "its request's body", values: bytes.map(() => body) },
    });
    return [...delays, disk];
  },
};
