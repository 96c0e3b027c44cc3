import type { OutboxMaker } from "@bot-tracker/core";
import { randomPrefix } from "@bot-tracker/core/outbox-kit";
import { RedisConnection } from "../connection/redis-connection.ts";
import { checkOptions } from "../options/check-options.ts";
import type { RedisOutboxOptions } from "../options/redis-outbox-options.ts";
import { scopeOf } from "../store/scope.ts";
import { RedisOutbox } from "./redis-outbox.ts";
import type { OpenStore } from "./store-session.ts";

/**
 * One outbox and one quota for many machines, in Redis 6.2 or newer. Pass it as the tracker's `outbox`.
 *
 * Recording never waits for Redis: what a bot records goes into the file in `dir` first, and to Redis in the
 * background. While Redis is unavailable, also at startup, the bot keeps running and nothing is sent; everything is
 * moved to Redis once it is back.
 *
 * The options are checked when the tracker is created, so a tracker that is switched off needs no Redis.
 *
 * @throws {TrackerConfigError} when the tracker is created: an option is invalid, or there is no URL
 *
 * @example
 * bot.use(tracker({ bot, outbox: redisOutbox({ url: "redis://:password@redis:6379" }) }));
 *
 * @example
 * // The processes of a web server only record; one process beside them, which is told the bot, sends.
 * tracker({ bot, outbox: redisOutbox({ role: "record" }) });
 * createTracker({ botId: "123456", outbox: redisOutbox({ role: "deliver" }) });
 */
export function redisOutbox(options: RedisOutboxOptions = {}): OutboxMaker {
  return {
    makeOutbox: (context) => {
      const { url, role, prefix, ...bounds } = checkOptions(options, process.env);
      const { ports, messages, owner, isSandbox } = context;
      if (!owner.isKnown) messages.warn("redis-bot", BOT_UNKNOWN);
      const scope = scopeOf(prefix, { bot: owner.name, sandbox: isSandbox });
      const idPrefix = randomPrefix();
      const openStore: OpenStore = async (client, news) => {
        // Loaded once there is a connection, so that a starting bot does not wait for it.
        const { RedisStore } = await import("../store/redis-store.ts");
        return new RedisStore({ client, scope, clock: "server", bounds, news, ports, idPrefix });
      };
      const connection = new RedisConnection({ url, keepAlive: role === "deliver", ports, messages });
      return new RedisOutbox({ role, connection, openStore, context });
    },
  };
}

// Two such bots on one Redis would send each other's starts with their own keys.
const BOT_UNKNOWN =
  "redisOutbox does not know which bot it is for. All such bots share one outbox in Redis, where each sends what the " +
  "others recorded, and a process that knows its bot sends none of it. Pass `bot` or `botId` to the tracker, the same " +
  "in every process.";
