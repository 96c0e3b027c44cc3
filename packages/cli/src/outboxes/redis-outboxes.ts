import type { RedisOutboxes } from "@bot-tracker/redis/outbox-kit";
import { CliError } from "../cli-error.ts";
import type { RedisSettings, Settings } from "../common-options.ts";
import type { BotOutbox } from "./bot-outbox.ts";
import { loadRedisTools } from "./load-redis-tools.ts";

/** The Redis that `--redis` names. */
export interface OutboxesInRedis {
  /** Host, port and database: what may be shown of the address. */
  address: string;
  prefix: string;
  server: RedisOutboxes["server"];
  outboxes: BotOutbox[];
  /** Also those that `--bot` leaves out. */
  everyBot: Pick<BotOutbox, "bot" | "sandbox">[];
  /** Until then the process does not end. */
  close(): void;
}

/** Connects, and finds the bots that have an outbox there. @throws {CliError} it cannot be used, or read */
export async function openOutboxesInRedis(
  redis: RedisSettings,
  { bot: only }: Pick<Settings, "bot">,
): Promise<OutboxesInRedis> {
  const { openRedisOutboxes } = await loadRedisTools();
  const opened = await explained(() => openRedisOutboxes(redis));
  const { address, server } = opened;
  try {
    const everyBot = await explained(() => opened.bots());
    const wanted = everyBot.filter(({ bot }) => (only ?? bot) === bot);
    const outboxes = wanted.map(
      (found): BotOutbox => ({
        bot: found.bot,
        sandbox: found.sandbox,
        place: { kind: "redis", address },
        open: () => explained(() => opened.open(found)),
      }),
    );
    return { address, prefix: redis.prefix, server, outboxes, everyBot, close: () => opened.close() };
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** Tells the error by its name, because a package that was found in the bot's own folder brings a class of its own. */
async function explained<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof Error && error.name === "RedisOutboxesError") throw new CliError(error.message);
    throw error;
  }
}
