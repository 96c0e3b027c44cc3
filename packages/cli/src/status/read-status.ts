import type { LedgerEntry, QuotaHealth } from "@bot-tracker/core";
import { type OutboxFile, OutboxFileError, quotaHealth, systemPorts } from "@bot-tracker/core/tool-kit";
import { type BotOutbox, withOutbox } from "../outboxes/outbox-files.ts";
import type { Service } from "../services.ts";
import { backlogMs } from "./backlog-ms.ts";

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
  file: string;
  destinations: Record<string, DestinationStatus>;
  problem?: string;
}

export function readStatus(outbox: BotOutbox, services: readonly Service[], nowMs: number): BotStatus {
  const { bot, sandbox, path: file } = outbox;
  try {
    return withOutbox(outbox, (opened) => {
      const entries = Object.entries(opened.ledger()).map(
        ([name, entry]) => [name, destinationStatus(opened, name, entry, services, nowMs)] as const,
      );
      return { bot, sandbox, file, destinations: Object.fromEntries(entries) };
    });
  } catch (error) {
    if (!(error instanceof OutboxFileError)) throw error;
    return { bot, sandbox, file, destinations: {}, problem: error.message };
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
  const clocks = { nowMs, steadyMs: systemPorts.steadyMs() };
  const uses = services
    .filter(({ destination }) => destination === name)
    .flatMap(({ quota }) => (quota === undefined ? [] : [quotaHealth(quota, file, clocks)]));
  // Two services may go by one name (TGTrack's, for Telegram and for MAX); a bot uses the key of one of them.
  const quota = uses.toSorted((a, b) => totalUse(b) - totalUse(a))[0];
  if (quota === undefined) return { ...entry, oldestPendingMs };
  return { ...entry, oldestPendingMs, quota, backlogMs: backlogMs(entry.pending, quota) };
}

function totalUse(quota: readonly QuotaHealth[]): number {
  return quota.reduce((sum, { used }) => sum + used, 0);
}
