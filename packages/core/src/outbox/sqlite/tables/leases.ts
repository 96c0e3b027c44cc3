import type { DeadReason, Delivery } from "../../delivery.ts";
import type { LeaseRequest, NextUp, Settlement } from "../../outbox.ts";
import { isForRelay } from "../../rules/awaiting-relay.ts";
import { classOfRank } from "../../rules/class-rank.ts";
import { LEASE_LOST } from "../../rules/lease-lost.ts";
import type { DestinationCounters } from "./counters-page.ts";
import { type DeliveryRow, isReadable, type PlacedDelivery, toDelivery } from "./delivery-row.ts";
import { type HeldLease, heldLease, type LeasedDelivery } from "./held-lease.ts";
import { readLeaseNote } from "./lease-note.ts";
import { DELAYED, LEASED, rankAt, stateAt } from "./place.ts";
import type { Tables } from "./tables.ts";

/** A clock that shows so much less than before was put back; less than that is mere correction. */
const SET_BACK_MS = 5_000;

/**
 * Hands deliveries out to be sent and takes in how they ended, and what time has ended meanwhile. For use inside a
 * transaction; `next` alone changes nothing.
 */
export class Leases {
  readonly #tables: Tables;
  /** What this process has leased. */
  readonly #held = new Map<string, HeldLease>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Undefined: time has ended something, and `passTime` is to be called first. */
  next(destination: string, nowMs: number): NextUp | undefined {
    const { ledger, queue, deadLetters } = this.#tables;
    if (this.#isSetBack(nowMs)) return undefined;
    if (deadLetters.hasExpired(nowMs)) return undefined;
    const counters = ledger.find(destination);
    if (counters === undefined || counters.entry.pending === 0) return { kind: "none" };
    const dueAtMs = queue.nextDueAt(counters);
    if (dueAtMs !== undefined && dueAtMs <= nowMs) return undefined;
    const heads = counters.readyCount === 0 ? [] : queue.heads(counters);
    const first = queue.firstOf(heads, counters);
    if (first === undefined) return dueAtMs === undefined ? { kind: "none" } : { kind: "later", atMs: dueAtMs };
    if (first.expiresAtMs <= nowMs) return undefined;
    return {
      kind: "ready",
      class: classOfRank(first.class),
      count: counters.readyCount,
      bytes: counters.readyBytes,
      oldestAtMs: Math.min(...heads.map(({ createdAtMs }) => createdAtMs)),
      dueAtMs,
    };
  }

  lease({ destination, maxItems, maxBytes, nowMs, leaseMs, slot }: LeaseRequest): Delivery[] {
    const { ledger, deliveries, queue, holders } = this.#tables;
    const counters = this.#endDue(destination, nowMs);
    const leased: Delivery[] = [];
    if (counters === undefined) return leased;
    let bytes = 0;
    const untilMs = nowMs + leaseMs;
    let isFull = false;
    while (leased.length < maxItems && !isFull) {
      const rows = queue.ready(counters, Math.min(maxItems - leased.length, 1_000));
      if (rows.length === 0) return leased;
      const given: DeliveryRow[] = [];
      let unfit: { row: DeliveryRow; reason: "expired" | "corrupt" } | undefined;
      for (const row of rows) {
        if (row.expiresAtMs <= nowMs) unfit = { row, reason: "expired" };
        else if (!isReadable(row)) unfit = { row, reason: "corrupt" };
        isFull = unfit === undefined && leased.length > 0 && bytes + row.bytes > maxBytes;
        // Something that waited for what is unfit may come before what was read.
        if (unfit !== undefined || isFull) break;
        bytes += row.bytes;
        given.push(row);
        const id = deliveries.idOf(row);
        if (!isForRelay(destination)) ledger.takeTurn(counters, classOfRank(rankAt(row.place)));
        this.#held.set(id, heldLease(row, untilMs));
        leased.push(toDelivery(row, id, destination));
      }
      const holder = given.length === 0 ? undefined : holders.own();
      const note = holder === undefined ? undefined : { holder, untilMs, ...(slot !== undefined && { slot }) };
      deliveries.leaseReady(given, untilMs, note);
      if (unfit !== undefined) deliveries.drop(unfit.row, unfit.reason);
    }
    return leased;
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    if (this.#removeDelivered(settlements)) return;
    for (const settlement of settlements) {
      const lease = this.#held.get(settlement.id);
      this.#held.delete(settlement.id);
      const row = this.#tables.deliveries.find(settlement.id, lease?.place);
      if (row === undefined) continue;
      // What came after the lease ran out can still end the delivery, but not move it: it has its place again, or is
      // leased to another process.
      const isFinal = settlement.as === "delivered" || settlement.as === "dead";
      const isHeld = stateAt(row.place) === LEASED && row.dueAtMs === (lease?.untilMs ?? row.dueAtMs);
      if (isFinal || isHeld) this.#settle(row, settlement, nowMs);
    }
  }

  /** What mostly happens: all of a request was delivered, and is where it was. False: it is to be gone through. */
  #removeDelivered(settlements: readonly Settlement[]): boolean {
    const leased: LeasedDelivery[] = [];
    for (const { id, as } of settlements) {
      const simple = as === "delivered" ? this.#held.get(id)?.simple : undefined;
      if (simple === undefined) return false;
      leased.push(simple);
    }
    if (!this.#tables.deliveries.removeLeased(leased)) return false;
    for (const { id } of settlements) this.#held.delete(id);
    return true;
  }

  /** Nothing of their users waits for these any longer, though they stay leased. */
  letPass(ids: readonly string[]): void {
    const { deliveries } = this.#tables;
    for (const id of ids) {
      const row = deliveries.find(id, this.#held.get(id)?.place);
      if (row !== undefined && stateAt(row.place) === LEASED) deliveries.letPass(row);
    }
  }

  /**
   * Ends the leases of a process that has ended. `openSlots` are the slots of its requests under way. A lease whose
   * request may be among those is a lost answer; what had no slot is as if it had never been leased.
   */
  release(holder: string, openSlots: ReadonlySet<string>, nowMs: number): void {
    const leases = this.leasesOf(holder);
    const named = new Set(leases.map(({ slot }) => slot));
    // What is sent a second time under one lease has another slot, and that is named nowhere.
    const isUnclear = [...openSlots].some((slot) => !named.has(slot));
    for (const { row, slot } of leases) {
      if (slot === undefined || isUnclear || openSlots.has(slot)) this.#lose(row, nowMs);
      else this.#tables.deliveries.makeReady(row);
    }
  }

  /** What a process has leased, with the slot that it was leased under. */
  leasesOf(holder: string): { row: DeliveryRow; slot: string | undefined }[] {
    const { ledger, queue } = this.#tables;
    return ledger.destinations.flatMap((counters) =>
      queue.leased(counters).flatMap((row) => {
        const note = readLeaseNote(row.lease, row.dueAtMs);
        return note?.holder === holder ? [{ row, slot: note.slot }] : [];
      }),
    );
  }

  /** Ends what time has ended: delays, leases, old letters, and what is first but out of date. */
  passTime(destination: string, nowMs: number): void {
    const counters = this.#endDue(destination, nowMs);
    if (counters === undefined) return;
    for (;;) {
      const [first] = this.#tables.queue.ready(counters, 1);
      if (first === undefined || first.expiresAtMs > nowMs) return;
      this.#tables.deliveries.drop(first, "expired");
    }
  }

  /** Delays, leases and old letters. */
  #endDue(destination: string, nowMs: number): DestinationCounters | undefined {
    const { ledger, queue, deadLetters } = this.#tables;
    const isSetBack = this.#isSetBack(nowMs);
    if (isSetBack) this.#putBack(ledger.latestMs - nowMs);
    if (isSetBack || nowMs > ledger.latestMs) ledger.sawTime(nowMs);
    deadLetters.expire(nowMs);
    const counters = ledger.find(destination);
    if (counters === undefined) return undefined;
    for (;;) {
      const due = queue.due(counters, nowMs);
      if (due.length === 0) return counters;
      for (const row of due) this.#wake(row, nowMs);
    }
  }

  /** Takes over a lease that this process has held elsewhere. */
  hold(id: string, row: PlacedDelivery, untilMs: number): void {
    const holder = this.#tables.holders.own();
    const note = holder === undefined ? undefined : { holder, untilMs };
    this.#held.set(id, { place: this.#tables.deliveries.lease(row, untilMs, note), untilMs });
  }

  /** Goes on with what this process had leased when another file was in the place of this one. */
  takeOver(before: Leases): void {
    // At those places others may stand in this file.
    for (const [id, { place, untilMs }] of before.#held) this.#held.set(id, { place, untilMs });
  }

  #isSetBack(nowMs: number): boolean {
    return nowMs < this.#tables.ledger.latestMs - SET_BACK_MS;
  }

  #putBack(byMs: number): void {
    this.#tables.deliveries.putDueBack(byMs);
    for (const lease of this.#held.values()) lease.untilMs -= byMs;
    this.#tables.ledger.touch();
  }

  #settle(row: DeliveryRow, settlement: Settlement, nowMs: number): void {
    const { ledger, deliveries } = this.#tables;
    const { entry } = ledger.openById(row.destination);
    switch (settlement.as) {
      case "delivered":
        deliveries.remove(row);
        entry.delivered++;
        return;
      case "returned":
        deliveries.makeReady(row);
        return;
      case "retry":
        if (settlement.answerLost) entry.ambiguous++;
        deliveries.tried(row);
        deliveries.delay(row, settlement.atMs);
        return;
      case "dead":
        this.#bury(row, settlement.reason, nowMs);
    }
  }

  /** A delay is over, or a lease: then nobody knows whether the request had left before its holder died. */
  #wake(row: DeliveryRow, nowMs: number): void {
    if (stateAt(row.place) === DELAYED) this.#tables.deliveries.makeReady(row);
    else this.#lose(row, nowMs);
  }

  #lose(row: DeliveryRow, nowMs: number): void {
    const { ledger, deliveries } = this.#tables;
    this.#held.delete(deliveries.idOf(row));
    if (row.buryIfLost === 1) {
      this.#bury(row, LEASE_LOST, nowMs);
      return;
    }
    ledger.openById(row.destination).entry.ambiguous++;
    deliveries.tried(row);
    deliveries.makeReady(row);
  }

  #bury(row: DeliveryRow, reason: DeadReason, nowMs: number): void {
    const { ledger, deliveries, deadLetters } = this.#tables;
    if (!isReadable(row)) {
      deliveries.drop(row, "corrupt");
      return;
    }
    deliveries.remove(row);
    const delivery = toDelivery(row, deliveries.idOf(row), ledger.nameOf(row.destination));
    deadLetters.add({ ...delivery, attempts: row.attempts + 1, diedAtMs: nowMs, reason });
  }
}
