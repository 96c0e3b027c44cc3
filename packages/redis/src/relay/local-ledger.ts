import type { Ledger, LedgerEntry } from "@bot-tracker/core";
import { addLedgers, DROP_REASONS, destinationsBehind, emptyLedgerEntry } from "@bot-tracker/core/outbox-kit";

/**
 * The ledger of what is here and not in Redis: what waits to be moved, and what was dropped before it could be. What
 * was moved is in Redis's ledger. `inRedis` says how many of a local destination's pending deliveries are in Redis
 * already.
 */
export function localLedger(local: Ledger, inRedis: (destination: string) => number): Ledger {
  let ledger: Ledger = {};
  for (const [destination, account] of Object.entries(local)) {
    const here = notMoved(account, inRedis(destination));
    for (const name of destinationsBehind(destination) ?? [destination]) ledger = addLedgers(ledger, { [name]: here });
  }
  return ledger;
}

/** Balances whatever the local entry says: accepted is the sum of the rest. */
function notMoved({ pending, dropped, dead }: LedgerEntry, inRedis: number): LedgerEntry {
  const waiting = Math.max(0, pending - inRedis);
  const lost = DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
  return { ...emptyLedgerEntry(), accepted: waiting + lost + dead, pending: waiting, dropped: { ...dropped }, dead };
}
