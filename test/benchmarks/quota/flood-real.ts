import type { Benchmark } from "../runner/benchmark.ts";
import { atMost, type Figure, toFigure } from "../runner/figure.ts";

export const quotaFloodReal: Benchmark = {
  name: "quota/flood-real",
  about: "a start amid 10,000 events in real time over HTTP, from the bot's being told until the service has it",

  async run({ quick }) {
    // Imported here, because Node 22 does not understand what the fault suite is written in.
    const { runStartAmidFlood } = await import("../../faults/cases/start-amid-flood.ts");
    const { WHOLE } = await import("../../faults/figures.ts");
    const figures: Figure[] = [];
    for (const outbox of ["memory", "sqlite"] as const) {
      const { atOnce, later } = await runStartAmidFlood(outbox, WHOLE, quick ? 1 : 10);
      const tookMs = later.map((start) => start.tookMs);
      figures.push(
        toFigure({ name: `${outbox}, a lone start`, unit: "ms", ours: tookMs, goal: atMost(20) }),
        toFigure({ name: `${outbox}, at most`, unit: "ms", ours: [Math.max(...tookMs)], goal: atMost(2_000) }),
        toFigure({
          name: `${outbox}, in the same turn, behind the events`,
          unit: "ms",
          ours: [atOnce.tookMs],
        }),
      );
    }
    return figures;
  },
};
