import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { startSink } from "../sink/start-sink.ts";
import type { RecorderName, RecorderSinks } from "./recorders.ts";

const PEERS: readonly RecorderName[] = ["posthog-node", "segment", "fetch", "undici Pool", "p-queue + Pool"];
const OURS = ["memory", "sqlite"] as const;
/** Each is an open socket. */
const FETCHES = 1_000;

export const recordingMemory: Benchmark = {
  name: "recording/memory",
  about: "bytes of memory held for each event that waits to be sent",

  async run(context) {
    const sinks: RecorderSinks = {
      quickUrl: await startSink(context),
      slowUrl: await startSink(context, { delayMs: 600_000 }),
    };
    const module = new URL("./memory-contenders.ts", import.meta.url);
    const events = context.quick ? 1_000 : 20_000;
    const results = await race(context, {
      contenders: Object.fromEntries([...OURS, ...PEERS].map((name) => [name, { module, name, setup: sinks }])),
      loads: { all: { events } },
      loadOf: (name, load) => (name === "fetch" ? { events: Math.min(events, FETCHES) } : load),
      rounds: 3,
      fresh: true,
    });
    const bytes = (name: RecorderName): number[] => results(name, "all", "bytes");
    return OURS.flatMap((outbox) =>
      PEERS.map((peer) =>
        toFigure({
          name: outbox,
          unit: "B",
          ours: bytes(outbox),
          beside: { name: peer, values: bytes(peer) },
          // Of the memory outbox it matters no more: the default holds next to nothing.
          ...(outbox === "sqlite" && peer === "posthog-node" && { goal: comparedAtMost(0.75) }),
        }),
      ),
    );
  },
};
