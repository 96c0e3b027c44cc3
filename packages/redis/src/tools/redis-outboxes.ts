import type {
  DeadLetter,
  DeadLetterFilter,
  Ledger,
  QuotaHealth,
  QuotaLimits,
  RequestEnd,
  SlotGrant,
} from "@bot-tracker/core";
import { type ForgottenUser, quotaHealth, systemPorts } from "@bot-tracker/core/outbox-kit";
import type { ServerFacts } from "../connection/server-facts.ts";
import { type BotInRedis, botsInRedis } from "./bots-in-redis.ts";
import { connectOnce, type OneConnection } from "./connect-once.ts";
import { openFromOutside } from "./open-from-outside.ts";

/** A Redis as seen from outside, whether bots use it right now or not. */
export interface RedisOutboxes {
  /** Host, port and database: what may be shown. */
  readonly address: string;
  readonly server: Pick<ServerFacts, "version" | "evictionPolicy" | "hasAppendOnlyFile">;
  /** @throws {RedisOutboxesError} Redis became unavailable */
  bots(): Promise<BotInRedis[]>;
  /** @throws {RedisOutboxesError} Redis became unavailable */
  open(bot: BotInRedis): Promise<OpenBotInRedis>;
  /** Until then the connection keeps the process running. */
  close(): void;
}

/** One bot's outbox. What is changed, its processes see at once. Rejects with a `RedisOutboxesError`. */
export interface OpenBotInRedis {
  /** As it was when it was opened. */
  ledger(): Ledger;
  /** As it was when it was opened: when the oldest waiting delivery was created. */
  oldestPendingAt(destination: string): number | undefined;
  quotaHealth(limits: QuotaLimits, nowMs: number): Promise<QuotaHealth[]>;
  /**
   * Takes a request's place in its key's quota, to be ended by `endSlot`, within the limits of the bot's processes that
   * ran in the last ten minutes or, if none did, of those before. It may take the last one.
   */
  takeSlot(limits: QuotaLimits, steadyMs: number): Promise<SlotGrant>;
  endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void>;
  /** Oldest first. */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /** Sends a dead letter again, with a mended body if one is given (JSON text). False: there is no such letter. */
  retryDead(id: string, nowMs: number, body?: string): Promise<boolean>;
  /** Forgets a dead letter; it is counted as `purged`. False: there is no such letter. */
  dropDead(id: string): Promise<boolean>;
  /** Forgets a person: waiting, dead and remembered. */
  purgeUser(userId: string): Promise<ForgottenUser>;
  close(): void;
}

/**
 * Connects once, without trying again.
 *
 * @throws {RedisOutboxesError} it cannot be reached, rejects the user or password, is too old, or is a Redis Cluster or
 * a replica
 */
export async function openRedisOutboxes({ url, prefix }: { url: string; prefix: string }): Promise<RedisOutboxes> {
  const connection = await connectOnce(url);
  const { client, address, facts, explained } = connection;
  return {
    address,
    server: facts,
    bots: () => explained(() => botsInRedis(client, prefix)),
    open: (bot) => openBot(connection, bot),
    close: () => client.disconnect(),
  };
}

async function openBot({ client, explained }: OneConnection, { scope }: BotInRedis): Promise<OpenBotInRedis> {
  const store = openFromOutside(client, scope);
  await explained(() => store.refresh());
  return {
    ledger: () => store.ledger(),
    oldestPendingAt: (destination) => store.oldestPendingAt(destination),
    quotaHealth: (limits, nowMs) =>
      explained(async () => {
        const health = (): QuotaHealth[] => quotaHealth(limits, store, { nowMs, steadyMs: systemPorts.steadyMs() });
        // A store keeps the use of those keys at hand that it was asked about.
        health();
        await store.refresh();
        return health();
      }),
    // The limits of whoever takes a slot hold for all processes for minutes, and those of the bot may be greater.
    takeSlot: (limits, steadyMs) => explained(() => store.takeSlot({ ...limits, windows: [] }, true, steadyMs)),
    endSlot: (slot, end, steadyMs) => explained(() => store.endSlot(slot, end, steadyMs)),
    deadLetters: ({ limit = 100, ...filter } = {}) =>
      explained(() => store.deadLetters({ ...filter, limit: Math.min(limit, Number.MAX_SAFE_INTEGER) })),
    retryDead: (id, nowMs, body) => explained(() => store.retryDead(id, nowMs, body)),
    dropDead: (id) => explained(() => store.dropDead(id)),
    purgeUser: (userId) => explained(() => store.forgetUser(userId)),
    close: () => store.close(),
  };
}
