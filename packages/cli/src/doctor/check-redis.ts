import { CliError } from "../cli-error.ts";
import { type OutboxesInRedis, openOutboxesInRedis } from "../outboxes/redis-outboxes.ts";
import type { Settings } from "../settings.ts";
import { count } from "../text/count.ts";
import { type Check, ok, problem, skipped, warning } from "./check.ts";

/** What the doctor found in Redis. The caller closes `redis`, undefined if it cannot be used or was not asked for. */
export interface RedisChecks {
  checks: Check[];
  redis: OutboxesInRedis | undefined;
}

const NO_EVICTION = "noeviction";

/** Whether the Redis that `--redis` names can be reached, keeps its data, and which bots use it. */
export async function checkRedis(settings: Settings): Promise<RedisChecks> {
  if (settings.redis === undefined) {
    const check = skipped("Redis", "Not checked: --redis was not given.", "Add it for a bot with redisOutbox.");
    return { checks: [check], redis: undefined };
  }
  try {
    const redis = await openOutboxesInRedis(settings.redis, settings);
    return { checks: [checkVersion(redis), checkEviction(redis), checkPersistence(redis), checkBots(redis)], redis };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const advice = "Until it can be used, bots record to their own disks and send nothing.";
    return { checks: [problem("Redis", error.message, advice)], redis: undefined };
  }
}

/** One that is too old has already been refused on connecting. */
function checkVersion({ address, server }: OutboxesInRedis): Check {
  const version = server.version === undefined ? "does not report its version" : `is version ${server.version}`;
  const { evictionPolicy = NO_EVICTION } = server;
  const can = evictionPolicy === NO_EVICTION ? "can be used" : "answers";
  return ok("Redis", `It ${can} at ${address}, and ${version}.`);
}

function checkEviction({ server: { evictionPolicy } }: OutboxesInRedis): Check {
  const name = "Redis memory";
  if (evictionPolicy === NO_EVICTION) {
    return ok(name, "When its memory is full, it refuses new data and evicts none (noeviction).");
  }
  const advice = "Set maxmemory-policy to noeviction in redis.conf or in your provider's settings.";
  if (evictionPolicy === undefined)
    return warning(name, "It does not report what it does when its memory is full.", advice);
  const message = `Its maxmemory-policy is ${evictionPolicy}: when its memory is full, it evicts starts and sales. Bots refuse to use it.`;
  return problem(name, message, advice);
}

function checkPersistence({ server: { hasAppendOnlyFile } }: OutboxesInRedis): Check {
  const name = "Redis disk";
  if (hasAppendOnlyFile === true) return ok(name, "It writes its data to disk (append-only file).");
  const message =
    hasAppendOnlyFile === false
      ? "It has no append-only file: pending deliveries, the ledger and the quota use are lost when it stops."
      : "It does not report whether it writes its data to disk.";
  return warning(name, message, "Set appendonly to yes, or check how your provider keeps the data.");
}

function checkBots({ prefix, outboxes }: OutboxesInRedis): Check {
  const name = "Redis bots";
  if (outboxes.length > 0)
    return ok(name, `${count(outboxes.length, "bot has an outbox", "bots have outboxes")} in it.`);
  const message = `No bot has an outbox in it yet under the prefix ${prefix}.`;
  return warning(name, message, "Start the bot, or pass its prefix with --redis-prefix.");
}
