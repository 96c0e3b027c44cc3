import type { RequestEnd } from "../delivery/outcome.ts";
import type { QuotaLimits } from "../delivery/quota.ts";
import { type DropReason, emptyLedgerEntry, type Ledger, type LedgerEntry } from "../ledger.ts";
import { DeadLetterBox } from "./dead-letter-box.ts";
import { DedupeMarks } from "./dedupe-marks.ts";
import { DELIVERY_CLASSES, type DeadLetter, type DeadReason, type Delivery, type NewDelivery } from "./delivery.ts";
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
import { Shelf, type ShelfItem } from "./shelf.ts";

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
const MAX_MARKS_PER_GENERATION = 100_000;
const MAX_PERSONS = 200_000;

/** An outbox for one process that forgets everything when the process ends. */
export class MemoryOutbox implements Outbox {
  readonly kind = "memory";
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #ledger = new Map<string, LedgerEntry>();
  readonly #leased = new Map<string, ShelfItem>();
  readonly #persons = new PersonBook(MAX_PERSONS);
  readonly #quota = new QuotaBook();
  readonly #dead: DeadLetterBox;
  // Kept apart, so that a flood of mere activity cannot push out the key of a start.
  readonly #marks = new DedupeMarks(MAX_MARKS_PER_GENERATION);
  readonly #activityMarks = new DedupeMarks(MAX_MARKS_PER_GENERATION);
  readonly #idPrefix: string;
  #onReady: (destination: string) => void = () => {};
  #lastSeq = 0;
  #items = 0;
  #bytes = 0;

  /** `idPrefix` makes the ids of deliveries unique across restarts; it should be random. */
  constructor(idPrefix: string, options: MemoryOutboxOptions = {}) {
    this.#idPrefix = idPrefix;
    this.#maxItems = options.maxItems ?? 50_000;
    this.#maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
    this.#dead = new DeadLetterBox(options.maxDeadLetters ?? 10_000);
  }

  put(entry: OutboxEntry, nowMs: number): PutResult {
    const known = entry.items.map((item) => this.#isKnown(item));
    // An update that came before must not move the person: a start redelivered after a block would lift the block.
    const repeated = known.length > 0 && known.every(Boolean);
    const person = repeated ? undefined : entry.person;
    const verdict = person && this.#persons.apply(`${person.botId}:${person.userId}`, person.change);
    const unchanged = verdict === "unchanged" && person?.change.kind === "stop";
    const statuses = entry.items.map((item, index): PutStatus => {
      if (known[index] === true) return "duplicate";
      this.#remember(item, nowMs);
      return unchanged ? "unchanged" : this.#store(item, nowMs);
    });
    return { statuses, overflowed: this.#shrink(), ...(verdict !== undefined && { verdict }) };
  }

  next(destination: string, nowMs: number): NextUp {
    const shelf = this.#shelves.get(destination);
    if (shelf === undefined || shelf.pendingCount === 0) return { kind: "none" };
    shelf.wakeDelayed(nowMs);
    const first = this.#firstInDate(destination, shelf, nowMs);
    if (first !== undefined) {
      return {
        kind: "ready",
        class: first.class,
        count: shelf.readyCount,
        bytes: shelf.readyBytes,
        oldestAtMs: first.delivery.createdAtMs,
      };
    }
    const atMs = shelf.nextDueAt();
    return atMs === undefined ? { kind: "none" } : { kind: "later", atMs };
  }

  lease({ destination, maxItems, maxBytes, nowMs }: LeaseRequest): Delivery[] {
    const shelf = this.#shelves.get(destination);
    if (shelf === undefined) return [];
    shelf.wakeDelayed(nowMs);
    const leased: Delivery[] = [];
    let bytes = 0;
    while (leased.length < maxItems) {
      const item = this.#firstInDate(destination, shelf, nowMs);
      if (item === undefined || (leased.length > 0 && bytes + item.bytes > maxBytes)) break;
      bytes += item.bytes;
      shelf.lease(item);
      const id = this.#idOf(item);
      this.#leased.set(id, item);
      leased.push({ ...item.delivery, id, attempts: item.attempts });
    }
    return leased;
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    for (const settlement of settlements) {
      const item = this.#leased.get(settlement.id);
      if (item === undefined) continue;
      this.#leased.delete(settlement.id);
      // A leased item whose user was purged meanwhile is gone and counted already.
      if (item.state !== "gone") this.#settle(item, settlement, nowMs);
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
    return Object.fromEntries(
      [...this.#ledger].map(([name, entry]) => [name, { ...entry, dropped: { ...entry.dropped } }]),
    );
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#shelves.get(destination)?.oldestAtMs();
  }

  deadLetters(filter: DeadLetterFilter = {}): DeadLetter[] {
    return this.#dead.list(filter);
  }

  retryDead(id: string, nowMs: number, body?: string): boolean {
    const letter = this.#dead.take(id);
    if (letter === undefined) return false;
    const { diedAtMs: _diedAtMs, reason: _reason, id: _id, attempts: _attempts, ...delivery } = letter;
    this.#entryOf(letter.destination).dead--;
    // A letter sent again by hand gets as much time as it had at first, or it might expire before it is tried.
    const expiresAtMs = Math.max(letter.expiresAtMs, nowMs + (letter.expiresAtMs - letter.createdAtMs));
    this.#add({ ...delivery, body: body ?? letter.body, expiresAtMs });
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
    let purged = 0;
    for (const [destination, shelf] of this.#shelves) {
      for (const item of shelf.pending()) {
        if (item.delivery.userId !== userId) continue;
        this.#drop(destination, item, "purged");
        purged++;
      }
    }
    for (const letter of this.#dead.takeOfUser(userId)) {
      this.#unbury(letter, "purged");
      purged++;
    }
    this.#persons.forget(userId);
    return purged;
  }

  onReady(listener: (destination: string) => void): void {
    this.#onReady = listener;
  }

  close(): void {}

  #isKnown(item: OutboxItem): boolean {
    if (item.kind !== "deliver") return false;
    const { destination, dedupeKeys } = item.delivery;
    const marks = this.#marksOf(item.delivery);
    return dedupeKeys.some((key) => marks.has(`${destination} ${key}`));
  }

  #remember(item: OutboxItem, nowMs: number): void {
    if (item.kind !== "deliver") return;
    const marks = this.#marksOf(item.delivery);
    for (const key of item.delivery.dedupeKeys) marks.add(`${item.delivery.destination} ${key}`, nowMs);
  }

  #marksOf(delivery: NewDelivery): DedupeMarks {
    return delivery.class === "activity" ? this.#activityMarks : this.#marks;
  }

  #store(item: OutboxItem, nowMs: number): PutStatus {
    switch (item.kind) {
      case "drop": {
        const entry = this.#entryOf(item.destination);
        entry.accepted++;
        entry.dropped[item.reason]++;
        return "dropped";
      }
      case "bury":
        this.#entryOf(item.delivery.destination).accepted++;
        this.#bury({ ...item.delivery, id: this.#nextId(), attempts: 0 }, item.reason, nowMs);
        return "dead";
      case "deliver":
        this.#entryOf(item.delivery.destination).accepted++;
        this.#add(item.delivery);
        return "stored";
    }
  }

  #add(delivery: NewDelivery): void {
    const { destination } = delivery;
    let shelf = this.#shelves.get(destination);
    if (shelf === undefined) {
      shelf = new Shelf();
      this.#shelves.set(destination, shelf);
    }
    const bytes = Buffer.byteLength(delivery.body) + ITEM_OVERHEAD_BYTES;
    this.#items++;
    this.#bytes += bytes;
    this.#entryOf(destination).pending++;
    shelf.add({
      seq: ++this.#lastSeq,
      delivery,
      bytes,
      class: delivery.class,
      state: "ready",
      attempts: 0,
      dueAtMs: 0,
      waiters: undefined,
    });
    this.#onReady(destination);
  }

  #settle(item: ShelfItem, settlement: Settlement, nowMs: number): void {
    const { destination } = item.delivery;
    const shelf = this.#shelves.get(destination) as Shelf;
    const entry = this.#entryOf(destination);
    switch (settlement.as) {
      case "delivered":
        this.#leave(destination, item);
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
        this.#leave(destination, item);
        this.#bury({ ...item.delivery, id: settlement.id, attempts: item.attempts + 1 }, settlement.reason, nowMs);
    }
  }

  #bury(delivery: Delivery, reason: DeadReason, nowMs: number): void {
    this.#entryOf(delivery.destination).dead++;
    for (const pushedOut of this.#dead.add({ ...delivery, diedAtMs: nowMs, reason })) {
      this.#unbury(pushedOut.letter, pushedOut.as);
    }
  }

  #unbury(letter: DeadLetter, reason: DropReason): void {
    const entry = this.#entryOf(letter.destination);
    entry.dead--;
    entry.dropped[reason]++;
  }

  /** The next ready item that is still worth sending; what is not is dropped on the way. */
  #firstInDate(destination: string, shelf: Shelf, nowMs: number): ShelfItem | undefined {
    for (;;) {
      const item = shelf.first();
      if (item === undefined || item.delivery.expiresAtMs > nowMs) return item;
      this.#drop(destination, item, "expired");
    }
  }

  #drop(destination: string, item: ShelfItem, reason: DropReason): void {
    this.#leave(destination, item);
    this.#entryOf(destination).dropped[reason]++;
  }

  #leave(destination: string, item: ShelfItem): void {
    this.#shelves.get(destination)?.remove(item);
    this.#items--;
    this.#bytes -= item.bytes;
    this.#entryOf(destination).pending--;
  }

  /** Throws out the least valuable, oldest items until the outbox is within its bounds. */
  #shrink(): PutResult["overflowed"] {
    const overflowed = [];
    while (this.#items > this.#maxItems || this.#bytes > this.#maxBytes) {
      const worst = this.#leastValuable();
      if (worst === undefined) break;
      this.#drop(worst.delivery.destination, worst, "overflow");
      overflowed.push({ destination: worst.delivery.destination, class: worst.class });
    }
    return overflowed;
  }

  #leastValuable(): ShelfItem | undefined {
    for (const name of DELIVERY_CLASSES.toReversed()) {
      let oldest: ShelfItem | undefined;
      for (const shelf of this.#shelves.values()) {
        const item = shelf.oldestOf(name);
        if (item !== undefined && (oldest === undefined || item.seq < oldest.seq)) oldest = item;
      }
      if (oldest !== undefined) return oldest;
    }
    return undefined;
  }

  #entryOf(destination: string): LedgerEntry {
    let entry = this.#ledger.get(destination);
    if (entry === undefined) {
      entry = emptyLedgerEntry();
      this.#ledger.set(destination, entry);
    }
    return entry;
  }

  #idOf(item: ShelfItem): string {
    return `${this.#idPrefix}-${item.seq.toString(36)}`;
  }

  #nextId(): string {
    return `${this.#idPrefix}-${(++this.#lastSeq).toString(36)}`;
  }
}
