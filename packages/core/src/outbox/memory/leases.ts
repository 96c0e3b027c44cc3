import type { Delivery, NewDelivery } from "../delivery.ts";
import type { DropReason } from "../ledger.ts";
import type { LeaseRequest, NextUp, Settlement } from "../outbox.ts";
import { LEASE_LOST } from "../rules/lease-lost.ts";
import type { DeadLetterBox } from "./dead-letters.ts";
import type { Stock } from "./deliveries.ts";
import type { Shelf } from "./delivery-queue.ts";
import type { LedgerBook } from "./ledger-counters.ts";
import type { ShelfItem } from "./waiting-delivery.ts";

/** Hands deliveries out to be sent and takes in how they ended, and what time has ended meanwhile. */
export class MemoryLeases {
  readonly #stock: Stock;
  readonly #ledger: LedgerBook;
  readonly #dead: DeadLetterBox;
  /** What was handed out and is not gone, by its id: also what came back, as the answer may still come late. */
  readonly #handedOut = new Map<string, ShelfItem>();

  constructor(stock: Stock, ledger: LedgerBook, dead: DeadLetterBox) {
    this.#stock = stock;
    this.#ledger = ledger;
    this.#dead = dead;
  }

  next(destination: string, nowMs: number): NextUp {
    this.#dead.expire(nowMs);
    const shelf = this.#stock.shelfOf(destination);
    if (shelf.pendingCount === 0) return { kind: "none" };
    const first = this.#firstInDate(shelf, nowMs);
    if (first !== undefined) {
      return {
        kind: "ready",
        class: first.class,
        count: shelf.readyCount,
        bytes: shelf.readyBytes,
        oldestAtMs: shelf.oldestReadyAtMs() ?? first.delivery.createdAtMs,
      };
    }
    const atMs = shelf.nextDueAt();
    return atMs === undefined ? { kind: "none" } : { kind: "later", atMs };
  }

  lease({ destination, maxItems, maxBytes, nowMs, leaseMs }: LeaseRequest): Delivery[] {
    const shelf = this.#stock.shelfOf(destination);
    const leased: Delivery[] = [];
    let bytes = 0;
    while (leased.length < maxItems) {
      const item = this.#firstInDate(shelf, nowMs);
      if (item === undefined || (leased.length > 0 && bytes + item.bytes > maxBytes)) break;
      bytes += item.bytes;
      shelf.lease(item, nowMs + leaseMs);
      const id = this.#stock.idOf(item);
      this.#handedOut.set(id, item);
      leased.push({ ...item.delivery, id, attempts: item.attempts });
    }
    return leased;
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    for (const settlement of settlements) {
      const item = this.#handedOut.get(settlement.id);
      if (item === undefined) continue;
      // What came after the lease ran out can still end the delivery, but not move it: it has its place again.
      const isFinal = settlement.as === "delivered" || settlement.as === "dead";
      if (isFinal || item.state === "leased") this.#settle(item, settlement, nowMs);
    }
  }

  /** Takes a late answer under this id for `item`, which was handed out in an earlier life. */
  expect(id: string, item: ShelfItem): void {
    this.#handedOut.set(id, item);
  }

  /** Removes an item that will not be sent, and counts why. */
  drop(item: ShelfItem, reason: DropReason): void {
    this.#leave(item);
    this.#ledger.entryOf(item.delivery.destination).dropped[reason]++;
  }

  #settle(item: ShelfItem, settlement: Settlement, nowMs: number): void {
    const shelf = this.#stock.shelfOf(item.delivery.destination);
    const entry = this.#ledger.entryOf(item.delivery.destination);
    switch (settlement.as) {
      case "delivered":
        this.#leave(item);
        entry.delivered++;
        return;
      case "returned":
        shelf.giveBack(item);
        return;
      case "retry":
        item.attempts++;
        if (settlement.answerLost) entry.ambiguous++;
        shelf.delay(item, settlement.atMs);
        return;
      case "dead": {
        const { id, reason } = settlement;
        this.#leave(item);
        this.#dead.add({ ...item.delivery, id, attempts: item.attempts + 1, diedAtMs: nowMs, reason });
      }
    }
  }

  /** The next ready item that is still worth sending; what is not is dropped on the way. */
  #firstInDate(shelf: Shelf, nowMs: number): ShelfItem | undefined {
    for (const item of shelf.endedLeases(nowMs)) {
      this.#settle(item, lostLease(this.#stock.idOf(item), item.delivery, nowMs), nowMs);
    }
    shelf.wakeDelayed(nowMs);
    for (;;) {
      const item = shelf.first();
      if (item === undefined || item.delivery.expiresAtMs > nowMs) return item;
      this.drop(item, "expired");
    }
  }

  #leave(item: ShelfItem): void {
    this.#stock.remove(item);
    if (item.id !== undefined) this.#handedOut.delete(item.id);
  }
}

/** A lease that ran out is a lost answer: its holder died, and nobody knows whether the request had left. */
function lostLease(id: string, { onLostAnswer }: NewDelivery, nowMs: number): Settlement {
  if (onLostAnswer === "resend") return { id, as: "retry", atMs: nowMs, answerLost: true };
  return { id, as: "dead", reason: LEASE_LOST };
}
