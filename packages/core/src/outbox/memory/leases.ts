import type { Delivery, NewDelivery } from "../delivery.ts";
import type { DropReason } from "../ledger.ts";
import type { LeaseRequest, NextUp, Settlement } from "../outbox.ts";
import { LEASE_LOST } from "../rules/lease-lost.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { Deliveries } from "./deliveries.ts";
import type { DeliveryQueue } from "./delivery-queue.ts";
import type { LedgerCounters } from "./ledger-counters.ts";
import type { WaitingDelivery } from "./waiting-delivery.ts";

/** Hands deliveries out to be sent and takes in how they ended, and what time has ended meanwhile. */
export class Leases {
  readonly #deliveries: Deliveries;
  readonly #ledger: LedgerCounters;
  readonly #dead: DeadLetters;
  /** What was handed out and is not gone, by its id: also what came back, as the answer may still come late. */
  readonly #handedOut = new Map<string, WaitingDelivery>();

  constructor(deliveries: Deliveries, ledger: LedgerCounters, dead: DeadLetters) {
    this.#deliveries = deliveries;
    this.#ledger = ledger;
    this.#dead = dead;
  }

  next(destination: string, nowMs: number): NextUp {
    this.#dead.expire(nowMs);
    const queue = this.#deliveries.queueOf(destination);
    if (queue.pendingCount === 0) return { kind: "none" };
    const first = this.#firstInDate(queue, nowMs);
    if (first !== undefined) {
      return {
        kind: "ready",
        class: first.class,
        count: queue.readyCount,
        bytes: queue.readyBytes,
        oldestAtMs: queue.oldestReadyAtMs() ?? first.delivery.createdAtMs,
        dueAtMs: queue.nextDueAt(),
      };
    }
    const atMs = queue.nextDueAt();
    return atMs === undefined ? { kind: "none" } : { kind: "later", atMs };
  }

  lease({ destination, maxItems, maxBytes, nowMs, leaseMs }: LeaseRequest): Delivery[] {
    const queue = this.#deliveries.queueOf(destination);
    const leased: Delivery[] = [];
    let bytes = 0;
    while (leased.length < maxItems) {
      const item = this.#firstInDate(queue, nowMs);
      if (item === undefined || (leased.length > 0 && bytes + item.bytes > maxBytes)) break;
      bytes += item.bytes;
      queue.lease(item, nowMs + leaseMs);
      const id = this.#deliveries.idOf(item);
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

  /** Nothing of their users waits for these any longer, though they stay leased. */
  letPass(ids: readonly string[]): void {
    for (const id of ids) {
      const item = this.#handedOut.get(id);
      if (item?.state === "leased") this.#deliveries.queueOf(item.delivery.destination).letPass(item);
    }
  }

  /** Takes a late answer under this id for `item`, which was handed out in an earlier life. */
  expect(id: string, item: WaitingDelivery): void {
    this.#handedOut.set(id, item);
  }

  /** Removes an item that will not be sent, and counts why. */
  drop(item: WaitingDelivery, reason: DropReason): void {
    this.leave(item);
    this.#ledger.entryOf(item.delivery.destination).dropped[reason]++;
  }

  /** Removes an item, however it ended. */
  leave(item: WaitingDelivery): void {
    this.#deliveries.remove(item);
    if (item.id !== undefined) this.#handedOut.delete(item.id);
  }

  #settle(item: WaitingDelivery, settlement: Settlement, nowMs: number): void {
    const queue = this.#deliveries.queueOf(item.delivery.destination);
    const entry = this.#ledger.entryOf(item.delivery.destination);
    switch (settlement.as) {
      case "delivered":
        this.leave(item);
        entry.delivered++;
        return;
      case "returned":
        queue.giveBack(item);
        return;
      case "retry":
        item.attempts++;
        if (settlement.answerLost) entry.ambiguous++;
        queue.delay(item, settlement.atMs);
        return;
      case "dead": {
        const { id, reason } = settlement;
        this.leave(item);
        this.#dead.add({ ...item.delivery, id, attempts: item.attempts + 1, diedAtMs: nowMs, reason });
      }
    }
  }

  /** The next ready item that is still worth sending; what is not is dropped on the way. */
  #firstInDate(queue: DeliveryQueue, nowMs: number): WaitingDelivery | undefined {
    for (const item of queue.endedLeases(nowMs)) {
      this.#settle(item, lostLease(this.#deliveries.idOf(item), item.delivery, nowMs), nowMs);
    }
    queue.wakeDelayed(nowMs);
    for (;;) {
      const item = queue.first();
      if (item === undefined || item.delivery.expiresAtMs > nowMs) return item;
      this.drop(item, "expired");
    }
  }
}

/** A lease that ran out is a lost answer: its holder died, and nobody knows whether the request had left. */
function lostLease(id: string, { onLostAnswer }: NewDelivery, nowMs: number): Settlement {
  if (onLostAnswer === "resend") return { id, as: "retry", atMs: nowMs, answerLost: true };
  return { id, as: "dead", reason: LEASE_LOST };
}
