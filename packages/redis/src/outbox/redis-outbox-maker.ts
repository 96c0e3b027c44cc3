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
 * Recording never waits for Redis: what a bot records goes into the file in `dir` first, and to Redis in the background.
 * While Redis is unavailable, also at startup, the bot keeps running and nothing is sent; everything is moved to Redis
 * once it is back.
 *
 * The options are checked when the tracker is created, so a tracker that is switched off needs no Redis.
 *
 * @throws {TrackerConfigError} when the tracker is created: an option is invalid, or there is no URL
 *
 * @example
 * bot.use(tracker({ bot, outbox: redisOutbox({ url: "redis://:password@redis:6379" }) }));
 *
 * @example
 * // A web server's processes only record; one process beside them, told which bot's, sends.
 * tracker({ bot, outbox: redisOutbox({ role: "record" }) });
 * createTracker({ botId: "123456", outbox: redisOutbox({ role: "deliver" }) });
 */
export function redisOutbox(options: RedisOutboxOptions = {}): OutboxMaker {
  return {
    makeOutbox: (surroundings) => {
      const { url, role, prefix, ...bounds } = checkOptions(options, process.env);
      const { ports, messages, botId } = surroundings;
      if (botId === undefined) messages.warn("redis-bot", BOT_UNKNOWN);
      const scope = scopeOf(prefix, surroundings);
      const idPrefix = randomPrefix();
      const openStore: OpenStore = async (client, news) => {
        // Loaded when there is a connection: a bot that starts does not wait for it.
        const { RedisStore } = await import("../store/redis-store.ts");
        return new RedisStore({ client, scope, clock: "server", bounds, news, ports, idPrefix });
      };
      const connection = new RedisConnection({ url, keepAlive: role === "deliver", ports, messages });
      return new RedisOutbox({ role, connection, openStore, surroundings });
    },
  };
}

// Two such bots on one Redis would send each other's starts with their own keys.
const BOT_UNKNOWN =
  "redisOutbox does not know which bot it is for. All such bots share one outbox in Redis, where each sends what the " +
  "others recorded, and a process that knows its bot sends none of it. Pass `bot` or `botId` to the tracker, the same " +
  "in every process.";
