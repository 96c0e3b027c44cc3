import type { DeliveryClass, DropReason, LedgerEntry } from "@bot-tracker/core";
import { DELIVERY_CLASSES, DROP_REASONS, emptyLedgerEntry } from "@bot-tracker/core/outbox-kit";

/** What a script says of a destination after it. */
export interface DestinationSnapshot {
  destination: string;
  oldestPendingAtMs: number | undefined;
  entry: LedgerEntry;
}

/** What every script answers with. */
export interface StoreReply {
  epoch: string;
  /** By the clock that the script went by. */
  nowMs: number;
  result: unknown;
  snapshots: DestinationSnapshot[];
  /** For which something may have become ready; with a class where deliveries were only added. */
  wakes: { destination: string; mostValuable?: DeliveryClass }[];
  /** Entries of no delivery that were found in the lists, and removed. */
  strangers: number;
}

/** Reads a script's answer. */
export function parseReply(value: unknown): StoreReply {
  const [epoch, nowMs, result, snapshots, wakes, strangers] = value as [
    string,
    string,
    unknown,
    SnapshotRow[],
    [string, number][],
    number,
  ];
  return {
    epoch,
    nowMs: Number(nowMs),
    result,
    snapshots: snapshots.map(toSnapshot),
    wakes: wakes.map(([destination, rank]) => toWake(destination, rank)),
    strangers,
  };
}

/** The class with this rank: 1 is the most valuable. */
export function classOf(rank: number): DeliveryClass {
  return DELIVERY_CLASSES[rank - 1] ?? "activity";
}

export function rankOf(name: DeliveryClass): number {
  return DELIVERY_CLASSES.indexOf(name) + 1;
}

/** Rank 0: more may have changed than what was added. */
export function toWake(destination: string, rank: number): StoreReply["wakes"][number] {
  return rank === 0 ? { destination } : { destination, mostValuable: classOf(rank) };
}

type SnapshotRow = [destination: string, pending: number, oldestAtMs: string, ledger: string[]];

function toSnapshot([destination, pending, oldestAtMs, ledger]: SnapshotRow): DestinationSnapshot {
  const entry = emptyLedgerEntry();
  entry.pending = pending;
  for (let index = 0; index < ledger.length; index += 2) {
    const name = ledger[index];
    const count = Number(ledger[index + 1]) || 0;
    if (name === "accepted" || name === "delivered" || name === "dead" || name === "ambiguous") entry[name] = count;
    else if (isDropReason(name)) entry.dropped[name] = count;
  }
  return { destination, oldestPendingAtMs: oldestAtMs === "" ? undefined : Number(oldestAtMs), entry };
}

function isDropReason(name: string | undefined): name is DropReason {
  return DROP_REASONS.some((reason) => reason === name);
}
