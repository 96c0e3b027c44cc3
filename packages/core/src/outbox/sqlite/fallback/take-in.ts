import type { DeadLetter } from "../../delivery.ts";
import { DROP_REASONS, type Ledger } from "../../ledger.ts";
import type { WaitingDelivery } from "../../memory/waiting-delivery.ts";
import type { Store } from "../tables/store.ts";

/** Takes deliveries that memory has kept into a file, as they stand there. For use inside a transaction. */
export function takeIn({ entries, leases, tables }: Store, items: readonly WaitingDelivery[], nowMs: number): void {
  for (const { delivery, id, attempts, state, dueAtMs } of items) {
    const seq = entries.takeIn(delivery, { attempts, ...(id !== undefined && { id }) }, nowMs);
    if (seq === undefined || (state !== "delayed" && state !== "leased")) continue;
    const row = tables.deliveries.search(seq);
    // It may have had to leave at once.
    if (row === undefined) continue;
    if (state === "delayed") tables.deliveries.delay(row, dueAtMs);
    else leases.hold(tables.deliveries.idOf(row), row, dueAtMs);
  }
}

/** Takes over the rest of what memory has kept: dead letters, and what has come to its end. */
export function takeInRest({ tables }: Store, letters: readonly DeadLetter[], ledger: Ledger): void {
  for (const [name, { accepted, delivered, ambiguous, dropped }] of Object.entries(ledger)) {
    const { entry } = tables.ledger.open(name);
    entry.accepted += accepted;
    entry.delivered += delivered;
    entry.ambiguous += ambiguous;
    for (const reason of DROP_REASONS) entry.dropped[reason] += dropped[reason];
  }
  for (const letter of letters) tables.deadLetters.add(letter);
}
