import { join } from "node:path";
import type { Benchmark } from "../runner/benchmark.ts";
import { ContenderHandle } from "../runner/contender-handle.ts";
import { atMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { startSink } from "../sink/start-sink.ts";
import type { ReopenLoad, ReopenSetup } from "./reopen-contenders.ts";

export const outboxReopen: Benchmark = {
  name: "outbox/reopen",
  about: "a restart with 100,000 events in the SQLite outbox, in a fresh process, from createTracker() on",

  async run(context) {
    const load: ReopenLoad = { events: context.quick ? 1_000 : 100_000 };
    const setup: ReopenSetup = { sinkUrl: await startSink(context), file: join(context.folder, "backlog.sqlite") };
    const module = new URL("./reopen-contenders.ts", import.meta.url);
    const seed = await ContenderHandle.open({ module, name: "seed", setup }, context);
    await seed.round(load);
    await seed.end();

    const contenders = { reopen: { module, name: "reopen", setup } };
    const results = await race(context, { contenders, loads: { all: load }, rounds: 7, fresh: true });
    return [
      toFigure({ name: "until createTracker() is back", unit: "ms", ours: results("reopen", "all", "openMs") }),
      toFigure({
        name: "until the first request is answered",
        unit: "ms",
        ours: results("reopen", "all", "firstRequestMs"),
        goal: atMost(150),
      }),
    ];
  },
};
