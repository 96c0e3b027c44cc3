import type { Benchmark } from "../runner/benchmark.ts";
import { atMost, comparedAtMost, type Goal, toFigure } from "../runner/figure.ts";
import { race, raceAnew } from "../runner/race.ts";
import { pairwise } from "../runner/spread.ts";
import { startSink } from "../sink/start-sink.ts";
import type { FrameworkName, UpdateLoad, UpdateSetup } from "./update-contenders.ts";

/** Fits every call that a tracker or a handler here makes. */
const BOT_API_ANSWER = JSON.stringify({
  ok: true,
  result: {
    id: 7_000_000_001,
    is_bot: true,
    username: "CourseBot",
    message_id: 1,
    date: 1,
    chat: { id: 1, type: "private" },
  },
});

/** Until it is on disk. */
const MOST_START_NS = 60_000;

type Variant = "bare" | "empty" | "call" | `${"nothing" | "activity" | "start"} ${"memory" | "sqlite"}`;

/** What one update costs a bot of a framework, with the tracker and without it. */
export function updateBenchmark(framework: FrameworkName, { mostNs }: { mostNs: number }): Benchmark {
  return {
    name: `adapters/${framework}`,
    about: `what the tracker adds to an update of a ${framework} bot: all CPU, in the call and after it`,

    async run(context) {
      const botApiUrl = await startSink(context, { answer: BOT_API_ANSWER });
      const sinkUrl = await startSink(context);
      const module = new URL("./update-contenders.ts", import.meta.url);
      const contender = (inFront: UpdateSetup["inFront"], { replies = false, records = false } = {}) => ({
        module,
        name: framework,
        setup: { botApiUrl, sinkUrl, inFront, replies, records } satisfies UpdateSetup,
      });
      const updates = context.quick ? 100 : 4_000;
      const calls = context.quick ? 20 : 300;
      const plain = { bare: contender("nothing"), empty: contender("empty-middleware") };
      // What is looked for is a tenth of what an update takes.
      const texts = await raceAnew(context, 5, {
        contenders: {
          ...plain,
          call: contender("empty-middleware", { replies: true }),
          "nothing sqlite": contender({ services: ["tgtrack"], outbox: "sqlite" }),
        },
        loads: { text: { kind: "text", updates } satisfies UpdateLoad },
        loadOf: (name, load) => (name === "call" ? { ...load, updates: calls } : load),
        rounds: 16,
        warmUps: 3,
      });
      const activities = await race(context, {
        contenders: {
          ...plain,
          "activity memory": contender({ services: ["howUsedBot"], outbox: "memory" }, { records: true }),
          "activity sqlite": contender({ services: ["howUsedBot"], outbox: "sqlite" }, { records: true }),
        },
        loads: { text: { kind: "text", updates } satisfies UpdateLoad },
        rounds: 7,
        warmUps: 2,
      });
      const starts = await race(context, {
        contenders: {
          ...plain,
          "start memory": contender({ services: ["tgtrack", "howUsedBot"], outbox: "memory" }, { records: true }),
          "start sqlite": contender({ services: ["tgtrack", "howUsedBot"], outbox: "sqlite" }, { records: true }),
        },
        loads: { start: { kind: "start", updates: updates / 4 } satisfies UpdateLoad },
        rounds: 7,
        warmUps: 2,
      });
      const text = (name: Variant): number[] => texts(name, "text", "cpuNs");
      const activity = (name: Variant): number[] => activities(name, "text", "cpuNs");
      const start = (name: Variant): number[] => starts(name, "start", "cpuNs");
      const line = (name: string, ours: number[], peer: string, values: number[], goal?: Goal) =>
        toFigure({
          name,
          unit: "ns",
          ours,
          beside: { name: peer, values, by: "difference" },
          ...(goal !== undefined && { goal }),
        });
      const added = pairwise(text("nothing sqlite"), text("empty"), (ours, empty) => ours - empty);
      return [
        line("nothing to send", text("nothing sqlite"), "empty middleware", text("empty"), comparedAtMost(mostNs)),
        line("nothing to send", text("nothing sqlite"), "no middleware", text("bare")),
        toFigure({
          name: "of an update with one API call, nothing to send",
          unit: "%",
          ours: pairwise(added, text("call"), (ns, callNs) => (100 * ns) / callNs),
          goal: atMost(1),
        }),
        line("activity, memory", activity("activity memory"), "empty middleware", activity("empty")),
        line("activity, SQLite", activity("activity sqlite"), "empty middleware", activity("empty")),
        line("a start, two services, memory", start("start memory"), "empty middleware", start("empty")),
        line(
          "a start, two services, SQLite",
          start("start sqlite"),
          "empty middleware",
          start("empty"),
          comparedAtMost(MOST_START_NS),
        ),
        toFigure({ name: "an update with one API call, without the tracker", unit: "ns", ours: text("call") }),
      ];
    },
  };
}
