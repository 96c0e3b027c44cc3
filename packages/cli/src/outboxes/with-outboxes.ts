import type { MaybePromise } from "@bot-tracker/core";
import { CliError } from "../cli-error.ts";
import type { Settings } from "../settings.ts";
import { type BotOutbox, ownerOf } from "./bot-outbox.ts";
import { findOutboxes } from "./outbox-files.ts";
import { type OutboxesInRedis, openOutboxesInRedis } from "./redis-outboxes.ts";

/**
 * Runs `task` with the outboxes that the settings name: files, which may be missing with `--redis`, then those in
 * Redis, whose connection is closed when the task is done.
 *
 * @throws {CliError} there are none, or Redis cannot be used
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

/** @throws {CliError} there are none */
function expectFiles(settings: Settings): BotOutbox[] {
  const found = findOutboxes(settings);
  if (found.length > 0) return found;
  const { bot, folder } = settings;
  const others = findOutboxes({ folder, bot: undefined });
  if (others.length > 0) throw new CliError(`Bot ${bot} has no outbox in ${folder}; found: ${namesOf(others)}.`);
  throw new CliError(
    `There is no outbox in ${folder}. Run this in the folder where the bot is started, or pass the outbox folder ` +
      "with --dir. A bot with a memory outbox has none; for a bot with redisOutbox, add --redis.",
  );
}

/** @throws {CliError} there are none. Showing only the files would hide a wrong address or prefix. */
function expectInRedis({ bot }: Settings, { address, prefix, outboxes, everyBot }: OutboxesInRedis): BotOutbox[] {
  if (outboxes.length > 0) return outboxes;
  if (everyBot.length > 0) {
    throw new CliError(`Bot ${bot} has no outbox in Redis at ${address}; found: ${namesOf(everyBot)}.`);
  }
  throw new CliError(
    `No bot has an outbox in Redis at ${address} under the prefix ${prefix}. Check that it is the bot's Redis and ` +
      "database. For a bot with its own prefix, add --redis-prefix.",
  );
}

function namesOf(bots: readonly Pick<BotOutbox, "bot" | "sandbox">[]): string {
  return bots.map(ownerOf).join(", ");
}
