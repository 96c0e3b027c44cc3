import { CliError } from "../cli-error.ts";
import type { Settings } from "../common-options.ts";
import { type OutboxesInRedis, openOutboxesInRedis } from "../outboxes/redis-outboxes.ts";
import { count } from "../text/count.ts";
import { type Check, ok, problem, warning } from "./check.ts";

/** What the doctor found of Redis; `redis` is to be closed, and undefined where it cannot be used or was not asked for. */
export interface RedisChecks {
  checks: Check[];
  redis: OutboxesInRedis | undefined;
}

/** Whether the Redis that `--redis` names can be reached, keeps what it is given, and which bots use it. */
export async function checkRedis(settings: Settings): Promise<RedisChecks> {
  if (settings.redis === undefined) return { checks: [], redis: undefined };
  try {
    const redis = await openOutboxesInRedis(settings.redis, settings);
    return { checks: [checkVersion(redis), checkEviction(redis), checkPersistence(redis), checkBots(redis)], redis };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const advice = "Until it can be used, a bot records on its own disk and sends nothing.";
    return { checks: [problem("Redis", error.message, advice)], redis: undefined };
  }
}

/** One that is too old is refused at the connection. */
function checkVersion({ address, server }: OutboxesInRedis): Check {
  const version = server.version === undefined ? "does not tell its version" : `is of version ${server.version}`;
  return ok("Redis", `It can be used at ${address}, and ${version}.`);
}

function checkEviction({ server: { evictionPolicy } }: OutboxesInRedis): Check {
  const name = "Redis memory";
  if (evictionPolicy === "noeviction") {
    return ok(name, "With its memory full it refuses new data and throws none away (noeviction).");
  }
  const advice = "Set maxmemory-policy to noeviction in redis.conf or in the hosting's settings.";
  if (evictionPolicy === undefined) return warning(name, "It does not tell what it does with its memory full.", advice);
  const message = `Its maxmemory-policy is ${evictionPolicy}: with its memory full it throws starts and sales away. A bot refuses to use it.`;
  return problem(name, message, advice);
}

function checkPersistence({ server: { hasAppendOnlyFile } }: OutboxesInRedis): Check {
  const name = "Redis disk";
  if (hasAppendOnlyFile === true) return ok(name, "It writes what it is given to disk (append-only file).");
  const message =
    hasAppendOnlyFile === false
      ? "It has no append-only file: what waits there, the ledger and the use of the limits are lost when it ends."
      : "It does not tell whether it writes what it is given to disk.";
  return warning(name, message, "Set appendonly to yes, or see what your provider does to keep the data.");
}

function checkBots({ prefix, outboxes }: OutboxesInRedis): Check {
  const name = "Redis bots";
  if (outboxes.length > 0)
    return ok(name, `${count(outboxes.length, "bot has an outbox", "bots have outboxes")} in it.`);
  const message = `No bot has an outbox in it yet with keys that begin with ${prefix}.`;
  return warning(name, message, "Start the bot, or name its prefix with --redis-prefix.");
}
