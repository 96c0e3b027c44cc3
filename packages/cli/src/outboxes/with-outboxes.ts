import type { MaybePromise } from "@bot-tracker/core";
import { CliError } from "../cli-error.ts";
import type { Settings } from "../common-options.ts";
import { type BotOutbox, ownerOf } from "./bot-outbox.ts";
import { findOutboxes } from "./outbox-files.ts";
import { type OutboxesInRedis, openOutboxesInRedis } from "./redis-outboxes.ts";

/**
 * Gives `task` the outboxes that the settings name: files, which with `--redis` may be missing, and after them those in
 * Redis, whose connection is closed when the task is done.
 *
 * @throws {CliError} there is none, or Redis cannot be used
 */
export async function withOutboxes<T>(
  settings: Settings,
  task: (outboxes: BotOutbox[]) => MaybePromise<T>,
): Promise<T> {
  if (settings.redis === undefined) return task(expectFiles(settings));
  const redis = await openOutboxesInRedis(settings.redis, settings);
  try {
    return await task([...findOutboxes(settings), ...expectInRedis(settings, redis)]);
  } finally {
    redis.close();
  }
}

/** @throws {CliError} there is none */
function expectFiles(settings: Settings): BotOutbox[] {
  const found = findOutboxes(settings);
  if (found.length > 0) return found;
  const { bot, folder } = settings;
  const others = findOutboxes({ folder, bot: undefined });
  if (others.length > 0) throw new CliError(`Bot ${bot} has no outbox in ${folder}; there are: ${namesOf(others)}.`);
  throw new CliError(
    `There is no outbox in ${folder}. Run this in the folder that the bot is started in, or name the ` +
      "outbox's folder with --dir. A bot with a memory outbox has none; that of a bot with redisOutbox is in Redis: --redis.",
  );
}

/** @throws {CliError} there is none. To look at the files alone would hide that the address or the prefix is wrong. */
function expectInRedis({ bot }: Settings, { address, prefix, outboxes, everyBot }: OutboxesInRedis): BotOutbox[] {
  if (outboxes.length > 0) return outboxes;
  if (everyBot.length > 0) {
    throw new CliError(`Bot ${bot} has no outbox in Redis at ${address}; there are: ${namesOf(everyBot)}.`);
  }
  throw new CliError(
    `No bot has an outbox in Redis at ${address} with keys that begin with ${prefix}. See whether it is the bot's ` +
      "Redis and database. A bot with a prefix of its own is found with --redis-prefix.",
  );
}

function namesOf(bots: readonly Pick<BotOutbox, "bot" | "sandbox">[]): string {
  return bots.map(ownerOf).join(", ");
}
