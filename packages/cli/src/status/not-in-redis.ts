import type { DropReason, Ledger, LedgerEntry } from "@bot-tracker/core";
import { DROP_REASONS, destinationsBehind, emptyLedgerEntry } from "@bot-tracker/core/outbox-kit";

/** Deliveries recorded on this machine for one destination that have not reached Redis. */
export interface NotInRedisEntry {
  /** Will be moved to Redis. */
  pending: number;
  /** The age of the oldest pending delivery; 0 if none is pending. */
  oldestPendingMs: number;
  /** Lost here, before it could be moved. */
  dropped: Record<DropReason, number>;
  /** Kept here as dead letters, because they could not be read. */
  dead: number;
}

/** A bot with `redisOutbox` first records everything on its own machine, then moves it to Redis. */
export interface NotInRedis {
  /** By destination. */
  destinations: Record<string, NotInRedisEntry>;
  /** Pending changes to what is known about people (blocked or not) that send nothing. */
  personChanges: number;
}

/** Splits a file's ledger into what is sent from it and what only passes through to Redis, if anything ever did. */
export function splitLedger(
  ledger: Ledger,
  waitedMs: (name: string) => number,
): { sent: [name: string, entry: LedgerEntry][]; notInRedis: NotInRedis | undefined } {
  const sent: [string, LedgerEntry][] = [];
  const passing: [readonly string[], string, LedgerEntry][] = [];
  for (const [name, entry] of Object.entries(ledger)) {
    const behind = destinationsBehind(name);
    if (behind === undefined) sent.push([name, entry]);
    else passing.push([behind, name, entry]);
  }
  if (passing.length === 0) return { sent, notInRedis: undefined };
  const destinations = new Map<string, NotInRedisEntry>();
  let personChanges = 0;
  for (const [behind, name, { pending, dropped, dead }] of passing) {
    if (behind.length === 0) personChanges += pending;
    for (const destination of behind) {
      const sum = destinations.get(destination) ?? emptyEntry();
      sum.pending += pending;
      sum.dead += dead;
      sum.oldestPendingMs = Math.max(sum.oldestPendingMs, waitedMs(name));
      for (const reason of DROP_REASONS) sum.dropped[reason] += dropped[reason];
      destinations.set(destination, sum);
    }
  }
  return { sent, notInRedis: { destinations: Object.fromEntries(destinations), personChanges } };
}

function emptyEntry(): NotInRedisEntry {
  return { pending: 0, oldestPendingMs: 0, dropped: emptyLedgerEntry().dropped, dead: 0 };
}
