import type { RedisOutboxes } from "@bot-tracker/redis/outbox-kit";
import { CliError } from "../cli-error.ts";
import type { RedisSettings, Settings } from "../settings.ts";
import type { BotOutbox } from "./bot-outbox.ts";
import { loadRedisTools } from "./load-redis-tools.ts";

/** The Redis that `--redis` names. */
export interface OutboxesInRedis {
  /** Host, port and database: the part of the address that may be shown. */
  address: string;
  prefix: string;
  server: RedisOutboxes["server"];
  outboxes: BotOutbox[];
  /** Including those that `--bot` leaves out. */
  everyBot: Pick<BotOutbox, "bot" | "sandbox">[];
  /** Until it is called the process does not exit. */
  close(): void;
}

/** Connects and finds the bots that have an outbox there. @throws {CliError} Redis cannot be used or read */
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
        open: async () => {
          const store = await explained(() => opened.open(found));
          return { ...store, purgeUser: async (userId) => ({ ...(await store.purgeUser(userId)), left: [] }) };
        },
      }),
    );
    return { address, prefix: redis.prefix, server, outboxes, everyBot, close: () => opened.close() };
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** Recognises the error by name, because a package found in the bot's folder brings its own copy of the class. */
async function explained<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof Error && error.name === "RedisOutboxesError") throw new CliError(error.message);
    throw error;
  }
}
