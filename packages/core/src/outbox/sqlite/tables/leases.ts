import type { DeadReason, Delivery } from "../../delivery.ts";
import type { LeaseRequest, NextUp, Settlement } from "../../outbox.ts";
import { LEASE_LOST } from "../../rules/lease-lost.ts";
import { classAt, type ItemRow, toDelivery } from "./delivery-row.ts";
import { DELAYED, LEASED, stateAt } from "./place.ts";
import type { Tables } from "./tables.ts";

/** A clock that shows so much less than before was put back; less than that is mere correction. */
const SET_BACK_MS = 5_000;

/**
 * Hands deliveries out to be sent and takes in how they ended, and what time has ended meanwhile. For use inside a
 * transaction; `next` alone changes nothing.
 */
export class Leases {
  readonly #tables: Tables;
  /** What this process has leased: where it stands, and until when. */
  readonly #held = new Map<string, { place: number; untilMs: number }>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Undefined: time has ended something, and `passTime` is to be called first. */
  next(destination: string, nowMs: number): NextUp | undefined {
    const { books, queue, letters } = this.#tables;
    if (this.#isSetBack(nowMs)) return undefined;
    if (letters.hasExpired(nowMs)) return undefined;
    const account = books.find(destination);
    if (account === undefined || account.entry.pending === 0) return { kind: "none" };
    const dueAtMs = queue.nextDueAt(account);
    if (dueAtMs !== undefined && dueAtMs <= nowMs) return undefined;
    const heads = account.readyCount === 0 ? [] : queue.heads(account);
    const [first] = heads;
    if (first === undefined) return dueAtMs === undefined ? { kind: "none" } : { kind: "later", atMs: dueAtMs };
    if (first.expiresAtMs <= nowMs) return undefined;
    return {
      kind: "ready",
      class: classAt(first.class),
      count: account.readyCount,
      bytes: account.readyBytes,
      oldestAtMs: Math.min(...heads.map(({ createdAtMs }) => createdAtMs)),
    };
  }

  lease({ destination, maxItems, maxBytes, nowMs, leaseMs }: LeaseRequest): Delivery[] {
    const { books, items, queue } = this.#tables;
    this.passTime(destination, nowMs);
    const account = books.find(destination);
    const leased: Delivery[] = [];
    if (account === undefined) return leased;
    let bytes = 0;
    while (leased.length < maxItems) {
      const rows = queue.ready(account, Math.min(maxItems - leased.length, 1_000));
      if (rows.length === 0) return leased;
      for (const row of rows) {
        if (row.expiresAtMs <= nowMs) {
          items.drop(row, "expired");
          // Something that waited for it may come before what was read.
          break;
        }
        if (leased.length > 0 && bytes + row.bytes > maxBytes) return leased;
        bytes += row.bytes;
        const untilMs = nowMs + leaseMs;
        const id = items.idOf(row);
        this.#held.set(id, { place: items.lease(row, untilMs), untilMs });
        leased.push(toDelivery(row, id, destination));
      }
    }
    return leased;
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    for (const settlement of settlements) {
      const lease = this.#held.get(settlement.id);
      this.#held.delete(settlement.id);
      const row = this.#tables.items.find(settlement.id, lease?.place);
      if (row === undefined) continue;
      // What came after the lease ran out can still end the delivery, but not move it: it has its place again, or is
      // leased to another process.
      const isFinal = settlement.as === "delivered" || settlement.as === "dead";
      const isHeld = stateAt(row.place) === LEASED && row.dueAtMs === (lease?.untilMs ?? row.dueAtMs);
      if (isFinal || isHeld) this.#settle(row, settlement, nowMs);
    }
  }

  /** Ends what time has ended: delays, leases, old letters, and what is first but out of date. */
  passTime(destination: string, nowMs: number): void {
    const { books, items, queue, letters } = this.#tables;
    const isSetBack = this.#isSetBack(nowMs);
    if (isSetBack) this.#putBack(books.latestMs - nowMs);
    if (isSetBack || nowMs > books.latestMs) books.sawTime(nowMs);
    letters.expire(nowMs);
    const account = books.find(destination);
    if (account === undefined) return;
    for (;;) {
      const due = queue.due(account, nowMs);
      if (due.length === 0) break;
      for (const row of due) this.#wake(row, nowMs);
    }
    for (;;) {
      const [first] = queue.ready(account, 1);
      if (first === undefined || first.expiresAtMs > nowMs) return;
      items.drop(first, "expired");
    }
  }

  #isSetBack(nowMs: number): boolean {
    return nowMs < this.#tables.books.latestMs - SET_BACK_MS;
  }

  #putBack(byMs: number): void {
    this.#tables.items.putDueBack(byMs);
    for (const lease of this.#held.values()) lease.untilMs -= byMs;
    this.#tables.books.touch();
  }

  #settle(row: ItemRow, settlement: Settlement, nowMs: number): void {
    const { books, items } = this.#tables;
    const { entry } = books.openById(row.account);
    switch (settlement.as) {
      case "delivered":
        items.remove(row);
        entry.delivered++;
        return;
      case "returned":
        items.makeReady(row);
        return;
      case "retry":
        if (settlement.answerLost) entry.ambiguous++;
        items.tried(row);
        items.delay(row, settlement.atMs);
        return;
      case "dead":
        this.#bury(row, settlement.reason, nowMs);
    }
  }

  /** A delay is over, or a lease: then nobody knows whether the request had left before its holder died. */
  #wake(row: ItemRow, nowMs: number): void {
    const { books, items } = this.#tables;
    if (stateAt(row.place) === DELAYED) {
      items.makeReady(row);
      return;
    }
    this.#held.delete(items.idOf(row));
    if (row.onLost === 1) {
      this.#bury(row, LEASE_LOST, nowMs);
      return;
    }
    books.openById(row.account).entry.ambiguous++;
    items.tried(row);
    items.makeReady(row);
  }

  #bury(row: ItemRow, reason: DeadReason, nowMs: number): void {
    const { books, items, letters } = this.#tables;
    items.remove(row);
    const delivery = toDelivery(row, items.idOf(row), books.nameOf(row.account));
    letters.add({ ...delivery, attempts: row.attempts + 1, diedAtMs: nowMs, reason });
  }
}
