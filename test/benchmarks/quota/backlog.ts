import type { Benchmark } from "../runner/benchmark.ts";
import { atLeast, atMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import type { QuotaLoad, QuotaSetup } from "./quota-contenders.ts";

const BOTS: Readonly<Record<string, QuotaSetup>> = {
  "memory, one process": { outbox: "memory", processes: 1 },
  "SQLite, one process": { outbox: "sqlite", processes: 1 },
  "SQLite, four processes": { outbox: "sqlite", processes: 4 },
};
const KINDS = [
  { kind: "starts", least: 97 },
  { kind: "events", least: 77 },
] as const;

export const quotaBacklog: Benchmark = {
  name: "quota/backlog",
  about:
    "how much of the hour's 500 and the day's 5,000 a backlog uses, in simulated days, with 50 to 300 ms each way, " +
    "and how many requests the strictest server refuses",

  async run(context) {
    const module = new URL("./quota-contenders.ts", import.meta.url);
    const load: QuotaLoad = { hours: context.quick ? 1 : 24, seed: 1 };
    const bots = Object.entries(BOTS).flatMap(([name, setup]) =>
      KINDS.map(({ kind, least }) => ({ title: `${name}, ${kind}`, setup, contender: `backlog of ${kind}`, least })),
    );
    const results = await race(context, {
      contenders: Object.fromEntries(
        bots.map(({ title, setup, contender }) => [title, { module, name: contender, setup }]),
      ),
      loads: { all: load },
      rounds: 1,
      fresh: true,
    });
    return bots.flatMap(({ title, least }) => {
      const values = (what: string): number[] => results(title, "all", what);
      return [
        toFigure({ name: `${title}: of the hour's`, unit: "%", ours: values("hourPercent"), goal: atLeast(least) }),
        toFigure({ name: `${title}: of the day's`, unit: "%", ours: values("dayPercent"), goal: atLeast(least) }),
        toFigure({ name: `${title}: answers 429`, unit: "count", ours: values("refused"), goal: atMost(0) }),
      ];
    });
  },
};
