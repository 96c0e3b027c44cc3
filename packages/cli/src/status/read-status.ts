import type { LedgerEntry, QuotaHealth } from "@bot-tracker/core";
import { type BotOutbox, type OpenOutbox, withOutbox } from "../outboxes/bot-outbox.ts";
import { outboxProblem } from "../outboxes/outbox-problem.ts";
import type { ConfiguredService } from "../services/configured-service.ts";
import { backlogMs } from "./backlog-ms.ts";
import { type NotInRedis, splitLedger } from "./not-in-redis.ts";

/** One destination's ledger entry and forecast. */
export interface DestinationStatus extends LedgerEntry {
  /** The age of the oldest pending delivery; 0 if none is pending. */
  oldestPendingMs: number;
  /** Missing if the key is not known here: its use is stored under a hash of the key. */
  quota?: QuotaHealth[];
  /** The least time it takes to send what is pending; only with `quota`. */
  backlogMs?: number;
}

/** One bot's outbox. `problem`: why it could not be read. */
export interface BotStatus {
  bot: string;
  /** Whether this was recorded for a sandbox. */
  sandbox: boolean;
  /** The path of its file, if it is a file. */
  file?: string;
  /** The host, port and database, if it is in Redis. */
  redis?: string;
  destinations: Record<string, DestinationStatus>;
  /** Only for the file of a bot that uses Redis. */
  notInRedis?: NotInRedis;
  problem?: string;
}

export async function readStatus(
  outbox: BotOutbox,
  services: readonly ConfiguredService[],
  nowMs: number,
): Promise<BotStatus> {
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
  services: readonly ConfiguredService[],
  nowMs: number,
): Promise<DestinationStatus> {
  const oldestPendingMs = waitedMs(opened, name, nowMs);
  const limits = services.find(({ destination }) => destination === name)?.quota;
  const quota = limits === undefined ? undefined : await opened.quotaHealth(limits, nowMs);
  if (quota === undefined) return { ...entry, oldestPendingMs };
  return { ...entry, oldestPendingMs, quota, backlogMs: backlogMs(entry.pending, quota) };
}

function waitedMs(opened: OpenOutbox, name: string, nowMs: number): number {
  const oldestAtMs = opened.oldestPendingAt(name);
  return oldestAtMs === undefined ? 0 : Math.max(0, nowMs - oldestAtMs);
}
