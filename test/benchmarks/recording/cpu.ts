import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtMost, type Figure, type Goal, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { pairwise } from "../runner/spread.ts";
import { startSink } from "../sink/start-sink.ts";
import type { RecorderName, RecorderSinks } from "./recorders.ts";

const PER_TURN = [1, 10, 100];
const PEERS: readonly RecorderName[] = ["posthog-node", "segment", "fetch", "undici Pool", "p-queue + Pool"];
const CONTENDERS: readonly RecorderName[] = ["nothing", "memory", "sqlite", ...PEERS];
/** `fetch` opens a socket for each. */
const FETCHES = 300;
const OUTBOXES = ["memory", "sqlite"] as const;

/** By events per turn. */
const SQLITE_TO_POSTHOG: Readonly<Record<number, number>> = { 1: 2, 10: 1, 100: 0.7 };

/** One load is enough for those that no goal names. */
function peersAt(perTurn: number): readonly RecorderName[] {
  return perTurn === 10 ? PEERS : ["posthog-node", "fetch"];
}

function goalFor(outbox: (typeof OUTBOXES)[number], peer: RecorderName, perTurn: number): Goal | undefined {
  if (outbox === "memory") {
    if (peer === "posthog-node") return comparedAtMost(1 / 5);
    return peer === "fetch" ? comparedAtMost(1 / 20) : undefined;
  }
  return peer === "posthog-node" ? comparedAtMost(SQLITE_TO_POSTHOG[perTurn] ?? 1) : undefined;
}

export const recordingCpu: Benchmark = {
  name: "recording/cpu",
  about:
    "what recording one event costs: all CPU, in the call and after it, until it is queued (memory) or on disk " +
    "(SQLite); fetch until its request is written; making the event and turning the loop taken off",

  async run(context) {
    const sinks: RecorderSinks = {
      quickUrl: await startSink(context),
      slowUrl: await startSink(context, { delayMs: 500 }),
    };
    const module = new URL("./cpu-contenders.ts", import.meta.url);
    const events = context.quick ? 200 : 3_000;
    const results = await race(context, {
      contenders: Object.fromEntries(CONTENDERS.map((name) => [name, { module, name, setup: sinks }])),
      loads: Object.fromEntries(PER_TURN.map((perTurn) => [String(perTurn), { events, perTurn }])),
      loadOf: (name, load) => (name === "fetch" ? { ...load, events: Math.min(events, FETCHES) } : load),
      rounds: 7,
      warmUps: 2,
    });
    const net = (name: RecorderName, perTurn: number, what: keyof RecordingCosts): number[] => {
      const load = String(perTurn);
      return pairwise(results(name, load, what), results("nothing", load, what), (all, none) => all - none);
    };
    return [
      ...OUTBOXES.flatMap((outbox) =>
        PER_TURN.flatMap((perTurn) =>
          peersAt(perTurn).map((peer): Figure => {
            const goal = goalFor(outbox, peer, perTurn);
            return toFigure({
              name: `${outbox}, ${perTurn} per turn`,
              unit: "ns",
              ours: net(outbox, perTurn, "allNs"),
              beside: { name: peer, values: net(peer, perTurn, "allNs") },
              ...(goal !== undefined && { goal }),
            });
          }),
        ),
      ),
      ...OUTBOXES.flatMap((outbox) =>
        (["posthog-node", "fetch"] as const).map((peer) =>
          toFigure({
            name: `${outbox}, the call alone, 10 per turn`,
            unit: "ns",
            ours: net(outbox, 10, "syncNs"),
            beside: { name: peer, values: net(peer, 10, "syncNs") },
          }),
        ),
      ),
    ];
  },
};

interface RecordingCosts {
  allNs: number;
  syncNs: number;
}
