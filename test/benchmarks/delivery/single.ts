import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtLeast } from "../runner/figure.ts";
import { compareThroughput } from "./compare-throughput.ts";

export const deliverySingle: Benchmark = {
  name: "delivery/single",
  about: "delivery with one event per request, from the call to the last answer; fetch with 64 under way",

  run: (context) =>
    compareThroughput(context, {
      events: context.quick ? 200 : 4_000,
      rounds: 7,
      ours: { "memory outbox": "single memory", "SQLite outbox": "single sqlite" },
      peers: ["p-queue + Pool", "fetch"],
      goalOf: (ours, peer) => {
        if (ours === "memory outbox") return comparedAtLeast(peer === "fetch" ? 4 : 0.9);
        return peer === "fetch" ? comparedAtLeast(2.5) : undefined;
      },
    }),
};
