import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import type { GrowthLoad } from "./growth-contenders.ts";

const SMALLEST = 200;
const LARGEST = 100;
/** Caches of the processor alone make a hundred times as much memory dearer. */
const MOST = 1.5;

export const growth: Benchmark = {
  name: "growth/backlog",
  about: "what one event costs when 200, 2,000 and 20,000 wait: to record it, and to deliver it one by one",

  async run(context) {
    const module = new URL("./growth-contenders.ts", import.meta.url);
    const smallest = context.quick ? 10 : SMALLEST;
    const loads = Object.fromEntries(
      [1, 10, LARGEST].map((times) => [
        String(times),
        { events: smallest * times, times: times === 1 ? 10 : 1 } satisfies GrowthLoad,
      ]),
    );
    const results = await race(context, {
      contenders: { memory: { module, name: "memory" }, sqlite: { module, name: "sqlite" } },
      loads,
      rounds: 3,
    });
    return ["memory", "sqlite"].flatMap((outbox) =>
      (["recordNs", "deliverNs"] as const).flatMap((what) =>
        [10, LARGEST].map((times) =>
          toFigure({
            name: `${outbox}, ${what === "recordNs" ? "recording" : "delivering"} with ${times} times the load`,
            unit: "ns",
            ours: results(outbox, String(times), what),
            beside: { name: "the smallest load", values: results(outbox, "1", what) },
            ...(times === LARGEST && { goal: comparedAtMost(MOST) }),
          }),
        ),
      ),
    );
  },
};
