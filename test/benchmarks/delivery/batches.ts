import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtLeast } from "../runner/figure.ts";
import { compareThroughput } from "./compare-throughput.ts";

export const deliveryBatches: Benchmark = {
  name: "delivery/batches",
  about: "delivery in batches by a signed webhook(), from the call to the last answer",

  run: (context) =>
    compareThroughput(context, {
      events: context.quick ? 1_000 : 20_000,
      rounds: 7,
      ours: { "memory outbox": "batches memory", "SQLite outbox": "batches sqlite" },
      peers: ["posthog-node"],
      goalOf: (ours) => comparedAtLeast(ours === "memory outbox" ? 3 : 1.2),
    }),
};
