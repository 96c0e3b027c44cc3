import type { Benchmark } from "../runner/benchmark.ts";
import { comparedAtMost, toFigure } from "../runner/figure.ts";
import { race } from "../runner/race.ts";
import { needingRedis, startBenchRedis } from "./bench-redis.ts";
import type { CallerLoad, CallerSetup } from "./caller-contenders.ts";

const SQLITE = "SQLite outbox";
const REACHABLE = "redisOutbox()";
const AWAY = "redisOutbox(), Redis away";
/** Nothing listens there. */
const NOWHERE = "redis://127.0.0.1:1";

export const redisCaller: Benchmark = needingRedis({
  name: "redis/caller",
  about: "how long a call that records one event keeps the bot, 10 per turn",

  async run(context) {
    const module = new URL("./caller-contenders.ts", import.meta.url);
    const redis = await startBenchRedis(context);
    const setups: Readonly<Record<string, CallerSetup>> = {
      [SQLITE]: {},
      [REACHABLE]: { redisUrl: redis.url, isThere: true },
      [AWAY]: { redisUrl: NOWHERE },
    };
    const load: CallerLoad = { events: context.quick ? 200 : 3_000, perTurn: 10 };
    const results = await race(context, {
      contenders: Object.fromEntries(
        Object.entries(setups).map(([title, setup]) => [title, { module, name: "caller", setup }]),
      ),
      loads: { all: load },
      rounds: 4,
      warmUps: 1,
    });
    return [REACHABLE, AWAY].map((title) =>
      toFigure({
        name: title,
        unit: "ns",
        ours: results(title, "all", "syncNs"),
        beside: { name: SQLITE, values: results(SQLITE, "all", "syncNs") },
        goal: comparedAtMost(1.5),
      }),
    );
  },
});
