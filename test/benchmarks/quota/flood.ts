import type { Benchmark } from "../runner/benchmark.ts";
import { atMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import type { QuotaLoad, QuotaSetup } from "./quota-contenders.ts";

const BOTS: Readonly<Record<string, QuotaSetup>> = {
  "memory, one process": { outbox: "memory", processes: 1 },
  "SQLite, one process": { outbox: "sqlite", processes: 1 },
  "SQLite, four processes": { outbox: "sqlite", processes: 4 },
};

export const quotaFlood: Benchmark = {
  name: "quota/flood",
  about:
    "how long single starts (40 an hour) wait for their request behind 10,000 recorded events, in simulated hours; " +
    "what the machine adds to it is in quota/flood-real",

  async run(context) {
    const module = new URL("./quota-contenders.ts", import.meta.url);
    const load: QuotaLoad = { hours: context.quick ? 0.2 : 6, seed: 2 };
    const results = await race(context, {
      contenders: Object.fromEntries(
        Object.entries(BOTS).map(([title, setup]) => [title, { module, name: "flood", setup }]),
      ),
      loads: { all: load },
      rounds: 1,
      fresh: true,
    });
    return Object.keys(BOTS).flatMap((title) => {
      const values = (what: string): number[] => results(title, "all", what);
      return [
        toFigure({ name: `${title}: in the middle`, unit: "ms", ours: values("medianMs"), goal: atMost(20) }),
        toFigure({ name: `${title}: at most`, unit: "ms", ours: values("mostMs"), goal: atMost(2_000) }),
        toFigure({ name: `${title}: answers 429`, unit: "count", ours: values("refused"), goal: atMost(0) }),
      ];
    });
  },
};
