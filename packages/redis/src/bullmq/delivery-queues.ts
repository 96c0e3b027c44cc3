import { TrackerConfigError } from "@bot-tracker/core";
import type { BackendFactory, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { checkOptions } from "../options/check-options.ts";
import { scopeOf } from "../store/scope.ts";
import type { DeliveryQueueBackend } from "./delivery-queue-backend.ts";
import { loadBullMq } from "./load-bullmq.ts";

/** Options of `deliveryQueues`. */
export interface DeliveryQueuesOptions {
  /** Where Redis is, as for `redisOutbox`. @default `REDIS_URL` */
  url?: string | undefined;
  /** As given to `redisOutbox`. @default "bot-tracker" */
  prefix?: string;
  /**
   * The bot's id: the digits at the start of a Telegram token; or `max-…` of a MAX bot, as `bot-tracker status --redis`
   * names it. May be left out where Redis has only one bot.
   */
  botId?: string | number;
  /** Look at what was recorded with BOT_TRACKER_SANDBOX set. @default false */
  sandbox?: boolean;
}

/** A bot's deliveries as queues of BullMQ. */
export interface DeliveryQueues {
  /** One for each destination that the bot has recorded for, named as it is: `tgtrack`, `howusedbot`. */
  queues: Queue[];
  /**
   * Destinations with a colon in their name, which BullMQ does not allow in a queue's name. They are sent like the
   * others.
   */
  leftOut: string[];
  /**
   * For BullMQ's other classes: `new Worker("tgtrack", send, { connection: {} }, backendFactory)`. A worker takes
   * deliveries in their order and keeps the ledger, but spends no quota.
   */
  backendFactory: BackendFactory<DeliveryQueueBackend>;
  /** Ends the queues and the connection, which until then keeps the process running. Close workers first. */
  close(): Promise<void>;
}

/**
 * Opens a bot's deliveries in Redis for BullMQ's tools, such as Bull Board. Ready deliveries are `prioritized` jobs,
 * those that wait `delayed`, those being sent `active`, dead letters `failed`.
 *
 * `job.retry()` sends a dead letter again, `job.remove()` and `queue.clean(0, 0, "failed")` drop; the ledger counts it.
 * What would break the order or the ledger (add, promote, drain, pause and the like) rejects with a
 * `NotForDeliveriesError` that says what to do instead.
 *
 * @throws {TrackerConfigError} an option is invalid, bullmq is not installed, or there are several bots and none is
 * named
 * @throws {RedisOutboxesError} Redis cannot be reached or used. A connection that is lost later comes back by itself.
 *
 * @example
 * const { queues } = await deliveryQueues({ url: process.env.REDIS_URL, botId: 123456789 });
 * createBullBoard({ queues: queues.map((queue) => new BullMQAdapter(queue)), serverAdapter });
 */
export async function deliveryQueues(options: DeliveryQueuesOptions = {}): Promise<DeliveryQueues> {
  const { botId, sandbox = false, ...place } = options;
  const { url, prefix } = checkOptions(place, process.env);
  // BullMQ takes half a second to load, which no bot should wait for.
  const { Queue } = await loadBullMq();
  const [{ connectOnce }, { botsInRedis }, { openFromOutside }, { deliveryBackendFactory }] = await Promise.all([
    import("../tools/connect-once.ts"),
    import("../tools/bots-in-redis.ts"),
    import("../tools/open-from-outside.ts"),
    import("./delivery-backend-factory.ts"),
  ]);
  const { client: first, explained } = await connectOnce(url);
  try {
    const bots = botId === undefined ? await explained(() => botsInRedis(first, prefix)) : [];
    const scope = scopeOf(prefix, { bot: String(botId ?? onlyBot(bots, sandbox)), sandbox });
    const names = (await explained(() => first.hkeys(`${scope}destinations`))).sort();
    const client = lastingClient(first);
    const store = openFromOutside(client, scope);
    const backendFactory = deliveryBackendFactory({ client, scope, store });
    const queues = names
      .filter(canBeQueue)
      .map((name) => new Queue(name, { connection: client, skipMetasUpdate: true }, backendFactory));
    // A call rejects while Redis is unavailable. Without a listener BullMQ would print the same for every queue as
    // well.
    for (const queue of queues) queue.on("error", () => {});
    return {
      queues,
      leftOut: names.filter((name) => !canBeQueue(name)),
      backendFactory,
      close: async () => {
        await Promise.all(queues.map((queue) => queue.close()));
        store.close();
        client.disconnect();
      },
    };
  } finally {
    first.disconnect();
  }
}

function canBeQueue(destination: string): boolean {
  return destination !== "" && !destination.includes(":");
}

function onlyBot(bots: readonly { bot: string; sandbox: boolean }[], sandbox: boolean): string {
  const [only = "default", ...others] = bots.filter((bot) => bot.sandbox === sandbox).map(({ bot }) => bot);
  if (others.length === 0) return only;
  throw new TrackerConfigError(`Redis has several bots: ${[only, ...others].join(", ")}. Choose one with \`botId\`.`);
}

/** A dashboard outlives a restart of Redis. */
function lastingClient(first: Redis): Redis {
  const client = first.duplicate({
    lazyConnect: false,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt: number) => Math.min(attempt * 200, 5_000),
  });
  client.on("error", () => {}); // a call that fails says so itself
  return client;
}
