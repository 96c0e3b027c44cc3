import type { LedgerEntry, QuotaHealth } from "@bot-tracker/core";
import { type BotOutbox, type OpenOutbox, withOutbox } from "../outboxes/bot-outbox.ts";
import { outboxProblem } from "../outboxes/outbox-problem.ts";
import type { Service } from "../services.ts";
import { backlogMs } from "./backlog-ms.ts";
import { type NotInRedis, splitLedger } from "./not-in-redis.ts";

/** One destination's account, and what is to be expected. */
export interface DestinationStatus extends LedgerEntry {
  /** How long the oldest waiting delivery has waited; 0 when none waits. */
  oldestPendingMs: number;
  /** Missing where the key is not known here: its use is kept under a hash of it. */
  quota?: QuotaHealth[];
  /** How long it takes at least until what waits has left; only with `quota`. */
  backlogMs?: number;
}

/** One bot's outbox. `problem`: why it could not be read. */
export interface BotStatus {
  bot: string;
  /** Whether it is what was recorded for a sandbox. */
  sandbox: boolean;
  /** The path of its file, where it is one. */
  file?: string;
  /** The host, port and database of its Redis, where it is there. */
  redis?: string;
  destinations: Record<string, DestinationStatus>;
  /** Only of a file whose bot works with Redis. */
  notInRedis?: NotInRedis;
  problem?: string;
}

export async function readStatus(outbox: BotOutbox, services: readonly Service[], nowMs: number): Promise<BotStatus> {
  const { bot, sandbox, place } = outbox;
  const whose = { bot, sandbox, ...(place.kind === "file" ? { file: place.path } : { redis: place.address }) };
  try {
    return await withOutbox(outbox, async (opened) => {
      const { sent, notInRedis } = splitLedger(opened.ledger(), (name) => waitedMs(opened, name, nowMs));
      const destinations: BotStatus["destinations"] = {};
      for (const [name, entry] of sent) {
        destinations[name] = await destinationStatus(opened, name, entry, services, nowMs);
      }
      return { ...whose, destinations, ...(notInRedis !== undefined && { notInRedis }) };
    });
  } catch (error) {
    return { ...whose, destinations: {}, problem: outboxProblem(error) };
  }
}

async function destinationStatus(
  opened: OpenOutbox,
  name: string,
  entry: LedgerEntry,
  services: readonly Service[],
  nowMs: number,
): Promise<DestinationStatus> {
  const oldestPendingMs = waitedMs(opened, name, nowMs);
  const uses: QuotaHealth[][] = [];
  for (const { destination, quota } of services) {
    if (destination === name && quota !== undefined) uses.push(await opened.quotaHealth(quota, nowMs));
  }
  // Two services may go by one name (TGTrack's, for Telegram and for MAX); a bot uses the key of one of them.
  const quota = uses.toSorted((a, b) => totalUse(b) - totalUse(a))[0];
  if (quota === undefined) return { ...entry, oldestPendingMs };
  return { ...entry, oldestPendingMs, quota, backlogMs: backlogMs(entry.pending, quota) };
}

function waitedMs(opened: OpenOutbox, name: string, nowMs: number): number {
  const oldestAtMs = opened.oldestPendingAt(name);
  return oldestAtMs === undefined ? 0 : Math.max(0, nowMs - oldestAtMs);
}

function totalUse(quota: readonly QuotaHealth[]): number {
  return quota.reduce((sum, { used }) => sum + used, 0);
}
