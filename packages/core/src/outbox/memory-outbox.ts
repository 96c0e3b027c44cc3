import type { RequestEnd } from "../delivery/outcome.ts";
import type { QuotaLimits } from "../delivery/quota.ts";
import type { DropReason, Ledger } from "../ledger.ts";
import { DeadLetterBox, type LeftLetter } from "./dead-letter-box.ts";
import { DedupeBook } from "./dedupe-book.ts";
import type { DeadLetter, DeadReason, Delivery, NewDelivery } from "./delivery.ts";
import { LedgerBook } from "./ledger-book.ts";
import type {
  DeadLetterFilter,
  LeaseRequest,
  NextUp,
  Outbox,
  OutboxEntry,
  OutboxItem,
  PutResult,
  PutStatus,
  Settlement,
  SlotGrant,
} from "./outbox.ts";
import { PersonBook } from "./person-book.ts";
import { QuotaBook } from "./quota-book.ts";
import type { Shelf } from "./shelf.ts";
import { newShelfItem, type ShelfItem } from "./shelf-item.ts";
import { Stock } from "./stock.ts";

/** Bounds of a memory outbox. */
export interface MemoryOutboxOptions {
  /** Deliveries that may wait. Default 50,000. */
  maxItems?: number;
  /** Bytes of their bodies, with a share for what is kept beside each. Default 64 MiB. */
  maxBytes?: number;
  /** Dead letters kept. Default 10,000. */
  maxDeadLetters?: number;
}

const ITEM_OVERHEAD_BYTES = 200;
const MAX_PERSONS = 200_000;

/** An outbox for one process that forgets everything when the process ends. */
export class MemoryOutbox implements Outbox {
  readonly kind = "memory";
  readonly #stock: Stock;
  readonly #ledger = new LedgerBook();
  /** What was handed out and is not gone, by its id: also what came back, as the answer may still come late. */
  readonly #handedOut = new Map<string, ShelfItem>();
  readonly #persons = new PersonBook(MAX_PERSONS);
  readonly #quota = new QuotaBook();
  readonly #dead: DeadLetterBox;
  readonly #dedupe = new DedupeBook();
  readonly #idPrefix: string;
  readonly #listeners: ((destination: string) => void)[] = [];
  /** What could not even be added, until it is told. */
  readonly #tooLarge: NewDelivery[] = [];
  #lastSeq = 0;

  /** `idPrefix` makes the ids of deliveries unique across restarts; it should be random. */
  constructor(idPrefix: string, options: MemoryOutboxOptions = {}) {
    this.#idPrefix = idPrefix;
    this.#stock = new Stock(options.maxItems ?? 50_000, options.maxBytes ?? 64 * 1024 * 1024);
    this.#dead = new DeadLetterBox(options.maxDeadLetters ?? 10_000);
  }

  put(entry: OutboxEntry, nowMs: number): PutResult {
    this.#countLeft(this.#dead.expire(nowMs));
    const known = entry.items.map((item) =>
      item.kind === "drop" ? undefined : this.#dedupe.knows(item.delivery, nowMs),
    );
    // An update that came before must not move the person: a start redelivered after a block would lift the block.
    const repeated = known.includes(true) && !known.includes(false);
    const person = repeated ? undefined : entry.person;
    const verdict = person && this.#persons.apply(`${person.botId}:${person.userId}`, person.change);
    const unchanged = verdict === "unchanged" && person?.change.kind === "stop";
    const statuses = entry.items.map((item, index): PutStatus => {
      if (repeated || known[index] === true) return "duplicate";
      if (item.kind !== "drop") this.#dedupe.remember(item.delivery, nowMs);
      return unchanged ? "unchanged" : this.#store(item, nowMs);
    });
    const thrownOut = this.#shrink();
    return {
      statuses:
        thrownOut.length === 0
          ? statuses
          : statuses.map((status, index) => afterwards(status, entry.items[index], thrownOut)),
      overflowed: thrownOut.map(({ destination, class: name }) => ({ destination, class: name })),
      ...(verdict !== undefined && { verdict }),
    };
  }

  next(destination: string, nowMs: number): NextUp {
    this.#countLeft(this.#dead.expire(nowMs));
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
      const id = this.#idOf(item);
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

  takeSlot(limits: QuotaLimits, urgent: boolean, nowMs: number): SlotGrant {
    return this.#quota.take(limits, urgent, nowMs);
  }

  endSlot(slot: string, end: RequestEnd, nowMs: number): void {
    this.#quota.end(slot, end, nowMs);
  }

  quotaUsed(limits: QuotaLimits, nowMs: number): number[] {
    return this.#quota.used(limits, nowMs);
  }

  ledger(): Ledger {
    return this.#ledger.snapshot();
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#stock.shelfOf(destination).oldestAtMs();
  }

  deadLetters(filter: DeadLetterFilter = {}): DeadLetter[] {
    return this.#dead.list(filter);
  }

  retryDead(id: string, nowMs: number, body?: string): boolean {
    const letter = this.#dead.take(id);
    if (letter === undefined) return false;
    const { diedAtMs: _diedAtMs, reason: _reason, id: _id, attempts: _attempts, ...delivery } = letter;
    this.#ledger.entryOf(letter.destination).dead--;
    // A letter sent again by hand gets as much time as it had at first, or it might expire before it is tried.
    const expiresAtMs = Math.max(letter.expiresAtMs, nowMs + (letter.expiresAtMs - letter.createdAtMs));
    this.#add({ ...delivery, body: body ?? letter.body, expiresAtMs }, id);
    this.#shrink();
    return true;
  }

  dropDead(id: string): boolean {
    const letter = this.#dead.take(id);
    if (letter === undefined) return false;
    this.#unbury(letter, "purged");
    return true;
  }

  purgeUser(userId: string): number {
    const waiting = this.#stock.ofUser(userId);
    for (const item of waiting) this.#drop(item, "purged");
    const dead = this.#dead.takeOfUser(userId);
    for (const letter of dead) this.#unbury(letter, "purged");
    this.#persons.forget(userId);
    return waiting.length + dead.length;
  }

  onReady(listener: (destination: string) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {}

  /** Whether a start or stop of a user waits or is being sent: what the user does next belongs behind it. */
  holdsBack(userId: string): boolean {
    return this.#stock.holdsBack(userId);
  }

  #store(item: OutboxItem, nowMs: number): PutStatus {
    switch (item.kind) {
      case "drop": {
        const entry = this.#ledger.entryOf(item.destination);
        entry.accepted++;
        entry.dropped[item.reason]++;
        return "dropped";
      }
      case "bury":
        this.#ledger.entryOf(item.delivery.destination).accepted++;
        this.#bury({ ...item.delivery, id: this.#nextId(), attempts: 0 }, item.reason, nowMs);
        return "dead";
      case "deliver":
        this.#ledger.entryOf(item.delivery.destination).accepted++;
        this.#add(item.delivery);
        return "stored";
    }
  }

  #add(delivery: NewDelivery, id?: string): void {
    const bytes = Buffer.byteLength(delivery.body) + ITEM_OVERHEAD_BYTES;
    const item = newShelfItem(++this.#lastSeq, id, delivery, bytes);
    const entry = this.#ledger.entryOf(delivery.destination);
    if (!this.#stock.couldHold(item)) {
      entry.dropped.overflow++;
      this.#tooLarge.push(delivery);
      return;
    }
    entry.pending++;
    this.#stock.add(item);
    if (id !== undefined) this.#handedOut.set(id, item);
    for (const listener of this.#listeners) listener(delivery.destination);
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
      case "dead":
        this.#leave(item);
        this.#bury({ ...item.delivery, id: settlement.id, attempts: item.attempts + 1 }, settlement.reason, nowMs);
    }
  }

  #bury(delivery: Delivery, reason: DeadReason, nowMs: number): void {
    this.#ledger.entryOf(delivery.destination).dead++;
    this.#countLeft(this.#dead.add({ ...delivery, diedAtMs: nowMs, reason }));
  }

  #countLeft(left: readonly LeftLetter[]): void {
    for (const { letter, as } of left) this.#unbury(letter, as);
  }

  #unbury(letter: DeadLetter, reason: DropReason): void {
    const entry = this.#ledger.entryOf(letter.destination);
    entry.dead--;
    entry.dropped[reason]++;
  }

  /** The next ready item that is still worth sending; what is not is dropped on the way. */
  #firstInDate(shelf: Shelf, nowMs: number): ShelfItem | undefined {
    for (const item of shelf.endedLeases(nowMs)) {
      this.#settle(item, lostLease(this.#idOf(item), item.delivery, nowMs), nowMs);
    }
    shelf.wakeDelayed(nowMs);
    for (;;) {
      const item = shelf.first();
      if (item === undefined || item.delivery.expiresAtMs > nowMs) return item;
      this.#drop(item, "expired");
    }
  }

  #drop(item: ShelfItem, reason: DropReason): void {
    this.#leave(item);
    this.#ledger.entryOf(item.delivery.destination).dropped[reason]++;
  }

  #leave(item: ShelfItem): void {
    this.#stock.remove(item);
    this.#handedOut.delete(this.#idOf(item));
    this.#ledger.entryOf(item.delivery.destination).pending--;
  }

  /** Brings the outbox within its bounds and gives what had to leave. */
  #shrink(): readonly NewDelivery[] {
    const thrownOut: NewDelivery[] = this.#tooLarge.splice(0);
    for (;;) {
      const item = this.#stock.excess();
      if (item === undefined) return thrownOut;
      this.#drop(item, "overflow");
      thrownOut.push(item.delivery);
    }
  }

  #idOf(item: ShelfItem): string {
    return item.id ?? this.#idFor(item.seq);
  }

  #nextId(): string {
    return this.#idFor(++this.#lastSeq);
  }

  #idFor(seq: number): string {
    return `${this.#idPrefix}-${seq.toString(36)}`;
  }
}

/** A lease that ran out is a lost answer: its holder died, and nobody knows whether the request had left. */
function lostLease(id: string, { onLostAnswer }: NewDelivery, nowMs: number): Settlement {
  if (onLostAnswer === "resend") return { id, as: "retry", atMs: nowMs, answerLost: true };
  const description = "whoever was sending it did not say how it ended, and it was not to be sent twice";
  return { id, as: "dead", reason: { code: "lost-answer", description } };
}

/** An item's status once the outbox is within its bounds again. */
function afterwards(status: PutStatus, item: OutboxItem | undefined, thrownOut: readonly NewDelivery[]): PutStatus {
  return status === "stored" && item?.kind === "deliver" && thrownOut.includes(item.delivery) ? "dropped" : status;
}
