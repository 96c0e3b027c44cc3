import type { LedgerEntry, QuotaHealth, QuotaLimits } from "@bot-tracker/core";
import { type OutboxFile, OutboxFileError } from "@bot-tracker/core/tool-kit";
import { backlogMs, type QuotaOutlook, quotaOutlook } from "../forecast/quota-forecast.ts";
import { type BotOutbox, withOutbox } from "../outboxes/outbox-files.ts";
import type { Service } from "../services.ts";

/** One destination's account, and what is to be expected. */
export interface DestinationStatus extends LedgerEntry {
  /** How long the oldest waiting delivery has waited; 0 when none waits. */
  oldestPendingMs: number;
  /** Missing where the key is not known here: its use is kept under a hash of it. */
  quota?: QuotaOutlook[];
  /** How long it takes at least until what waits has left; only with `quota`. */
  backlogMs?: number;
}

/** One bot's outbox. `problem`: why it could not be read. */
export interface BotStatus {
  bot: string;
  file: string;
  destinations: Record<string, DestinationStatus>;
  problem?: string;
}

export function readStatus(outbox: BotOutbox, services: readonly Service[], nowMs: number): BotStatus {
  const { bot, path: file } = outbox;
  try {
    return withOutbox(outbox, (opened) => {
      const entries = Object.entries(opened.ledger()).map(
        ([name, entry]) => [name, destinationStatus(opened, name, entry, services, nowMs)] as const,
      );
      return { bot, file, destinations: Object.fromEntries(entries) };
    });
  } catch (error) {
    if (!(error instanceof OutboxFileError)) throw error;
    return { bot, file, destinations: {}, problem: error.message };
  }
}

function destinationStatus(
  file: OutboxFile,
  name: string,
  entry: LedgerEntry,
  services: readonly Service[],
  nowMs: number,
): DestinationStatus {
  const oldestAtMs = file.oldestPendingAt(name);
  const oldestPendingMs = oldestAtMs === undefined ? 0 : Math.max(0, nowMs - oldestAtMs);
  const uses = services
    .filter(({ destination }) => destination === name)
    .flatMap(({ quota }) => (quota === undefined ? [] : [quotaUse(file, quota, nowMs)]));
  // Two services may go by one name (TGTrack's, for Telegram and for MAX); a bot uses the key of one of them.
  const quota = uses.toSorted((a, b) => totalUse(b) - totalUse(a))[0];
  if (quota === undefined) return { ...entry, oldestPendingMs };
  return { ...entry, oldestPendingMs, quota: quotaOutlook(quota, nowMs), backlogMs: backlogMs(entry.pending, quota) };
}

function quotaUse(file: OutboxFile, limits: QuotaLimits, nowMs: number): QuotaHealth[] {
  const used = file.quotaUsed(limits, nowMs);
  return limits.windows.map(({ limit, perMs }, index) => ({ limit, perMs, used: used[index] ?? 0 }));
}

function totalUse(quota: readonly QuotaHealth[]): number {
  return quota.reduce((sum, { used }) => sum + used, 0);
}
