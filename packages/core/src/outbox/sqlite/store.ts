import type { QuotaLimits } from "../../delivery/quota.ts";
import type { DropReason, Ledger } from "../../ledger.ts";
import type { Person } from "../../telegram/person.ts";
import type { DeadLetter, DeadReason, Delivery, DeliveryClass, NewDelivery } from "../delivery.ts";
import type {
  DeadLetterFilter,
  LeaseRequest,
  NextUp,
  OutboxEntry,
  OutboxItem,
  PutResult,
  PutStatus,
  Settlement,
  SlotGrant,
} from "../outbox.ts";
import { type Adopted, adopt } from "./adopt.ts";
import { type Account, Books } from "./books.ts";
import type { Connection } from "./connection.ts";
import { DELAYED, LEASED, stateAt } from "./item-place.ts";
import { classAt, type ItemPlace, type ItemRow, toDelivery } from "./item-row.ts";
import { bytesOf, Items } from "./items.ts";
import { Letters } from "./letters.ts";
import { Marks } from "./marks.ts";
import { Persons } from "./persons.ts";
import type { Remains } from "./salvage.ts";
import { usableVersion } from "./schema.ts";
import { Slots } from "./slots.ts";

export interface StoreBounds {
  maxItems: number;
  maxBytes: number;
  maxDeadLetters: number;
  maxPersons: number;
  maxMarks: number;
}

/** A clock that shows so much less than before was put back; less than that is mere correction. */
const SET_BACK_MS = 5_000;

/** What had to leave because the outbox was full; `seq` is missing where it was too large to come in at all. */
interface ThrownOut {
  destination: string;
  class: DeliveryClass;
  seq?: number;
}

interface Taken {
  status: PutStatus;
  seq?: number;
}

/**
 * An outbox in one database file, without waiting and without repairs: each call does its work at once or throws what
 * SQLite throws. What changes something belongs into `write`, and is then done whole or not at all, while no other
 * process can come between.
 */
export class Store {
  readonly #connection: Connection;
  readonly #bounds: StoreBounds;
  readonly #books: Books;
  readonly #items: Items;
  readonly #letters: Letters;
  readonly #marks: Marks;
  readonly #persons: Persons;
  readonly #slots: Slots;
  /** What this process has leased: where it stands, and until when. */
  readonly #leases = new Map<string, { place: number; untilMs: number }>();
  readonly #added = new Set<string>();
  #dataVersion: number | undefined;
  #timesRefreshed = 0;

  constructor(connection: Connection, bounds: StoreBounds, newPrefix: string) {
    this.#connection = connection;
    this.#bounds = bounds;
    this.#books = new Books(connection, newPrefix);
    this.#items = new Items(connection, this.#books);
    this.#letters = new Letters(connection, this.#books, bounds.maxDeadLetters);
    this.#marks = new Marks(connection, this.#books, bounds.maxMarks);
    this.#persons = new Persons(connection, this.#books, bounds.maxPersons);
    this.#slots = new Slots(connection, this.#books);
  }

  /**
   * Does `task` in one transaction. Gives the destinations for which something was added in `added`.
   *
   * @throws what `task` or SQLite throws; then nothing has happened.
   */
  write<T>(nowMs: number, task: () => T): { result: T; added: readonly string[] } {
    this.#added.clear();
    try {
      const result = this.#connection.write(() => {
        this.refresh();
        this.#slots.catchUp(nowMs);
        const done = task();
        this.#books.save();
        return done;
      });
      this.#slots.committed();
      return { result, added: [...this.#added] };
    } catch (error) {
      // What is kept in memory has run ahead of the file.
      this.#dataVersion = undefined;
      this.#slots.rolledBack();
      throw error;
    }
  }

  /**
   * Takes in what other processes have written, if anything.
   *
   * @throws {NewerFileError} one of them is of a later version, or sets the file aside
   */
  refresh(): void {
    const dataVersion = this.#connection.dataVersion();
    if (dataVersion === this.#dataVersion) return;
    usableVersion(this.#connection);
    this.#books.load();
    this.#slots.refresh();
    this.#dataVersion = dataVersion;
    this.#timesRefreshed++;
  }

  /** How often other processes were found to have written something. */
  get timesRefreshed(): number {
    return this.#timesRefreshed;
  }

  /** Only inside `write`, as everything up to `dropDead`. */
  put(entry: OutboxEntry, nowMs: number): PutResult {
    this.#letters.expire(nowMs);
    const known = entry.items.map((item) =>
      item.kind === "drop"
        ? undefined
        : !this.#marks.areNew(item.delivery, this.#books.accountOf(item.delivery.destination), nowMs),
    );
    // An update that came before must not move the person: a start redelivered after a block would lift the block.
    const repeated = known.includes(true) && !known.includes(false);
    const person = repeated ? undefined : entry.person;
    const verdict = person && this.#persons.apply(person.botId, person.userId, person.change);
    const unchanged = verdict === "unchanged" && person?.change.kind === "stop";
    const thrownOut: ThrownOut[] = [];
    const taken = entry.items.map((item, index): Taken => {
      if (repeated || known[index] === true) return { status: "duplicate" };
      return unchanged ? { status: "unchanged" } : this.#take(item, nowMs, thrownOut);
    });
    return {
      // A later item may have thrown out an earlier one.
      statuses: taken.map(({ status, seq }) =>
        seq !== undefined && thrownOut.some((one) => one.seq === seq) ? "dropped" : status,
      ),
      overflowed: thrownOut.map(({ destination, class: name }) => ({ destination, class: name })),
      ...(verdict !== undefined && { verdict }),
    };
  }

  lease({ destination, maxItems, maxBytes, nowMs, leaseMs }: LeaseRequest): Delivery[] {
    this.passTime(destination, nowMs);
    const account = this.#books.find(destination);
    const leased: Delivery[] = [];
    if (account === undefined) return leased;
    let bytes = 0;
    while (leased.length < maxItems) {
      const rows = this.#items.ready(account, Math.min(maxItems - leased.length, 1_000));
      if (rows.length === 0) return leased;
      for (const row of rows) {
        if (row.expiresAtMs <= nowMs) {
          this.#drop(row, "expired");
          // Something that waited for it may come before what was read.
          break;
        }
        if (leased.length > 0 && bytes + row.bytes > maxBytes) return leased;
        bytes += row.bytes;
        const untilMs = nowMs + leaseMs;
        const id = this.#items.idOf(row);
        this.#leases.set(id, { place: this.#items.lease(row, untilMs), untilMs });
        leased.push(toDelivery(row, id, destination));
      }
    }
    return leased;
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    for (const settlement of settlements) {
      const lease = this.#leases.get(settlement.id);
      this.#leases.delete(settlement.id);
      const row = this.#items.find(settlement.id, lease?.place);
      if (row === undefined) continue;
      // What came after the lease ran out can still end the delivery, but not move it: it has its place again, or is
      // leased to another process.
      const isFinal = settlement.as === "delivered" || settlement.as === "dead";
      const isHeld = stateAt(row.place) === LEASED && row.dueAtMs === (lease?.untilMs ?? row.dueAtMs);
      if (isFinal || isHeld) this.#settle(row, settlement, nowMs);
    }
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, nowMs: number): SlotGrant {
    return this.#slots.take(limits, urgent, nowMs);
  }

  retryDead(id: string, nowMs: number, body?: string): boolean {
    const letter = this.#letters.take(id);
    if (letter === undefined) return false;
    const { diedAtMs: _diedAtMs, reason: _reason, id: _id, attempts: _attempts, ...delivery } = letter;
    // A letter sent again by hand gets as much time as it had at first, or it might expire before it is tried.
    const expiresAtMs = Math.max(letter.expiresAtMs, nowMs + (letter.expiresAtMs - letter.createdAtMs));
    this.#add({ ...delivery, body: body ?? letter.body, expiresAtMs }, [], id);
    return true;
  }

  dropDead(id: string): boolean {
    const letter = this.#letters.take(id);
    if (letter === undefined) return false;
    this.#books.open(letter.destination).entry.dropped.purged++;
    return true;
  }

  purgeUser(userId: string): number {
    const waiting = this.#items.ofUser(userId);
    // Gone through from the end, so that nothing is made ready on the way out.
    for (const item of waiting.toReversed()) this.#drop(item, "purged");
    const dead = this.#letters.purge(userId);
    this.#persons.forget(userId);
    return waiting.length + dead;
  }

  /** Ends what time has ended: delays, leases, old letters, and what is first but out of date. */
  passTime(destination: string, nowMs: number): void {
    if (this.#isSetBack(nowMs)) {
      const byMs = this.#books.latestMs - nowMs;
      this.#items.putDueBack(byMs);
      for (const lease of this.#leases.values()) lease.untilMs -= byMs;
      this.#books.touch();
    }
    if (this.#isSetBack(nowMs) || nowMs > this.#books.latestMs) this.#books.sawTime(nowMs);
    this.#letters.expire(nowMs);
    const account = this.#books.find(destination);
    if (account === undefined) return;
    for (;;) {
      const due = this.#items.due(account, nowMs);
      if (due.length === 0) break;
      for (const row of due) this.#wake(row, nowMs);
    }
    for (;;) {
      const [first] = this.#items.ready(account, 1);
      if (first === undefined || first.expiresAtMs > nowMs) return;
      this.#drop(first, "expired");
    }
  }

  /** Undefined: time has ended something, and `passTime` is to be called first. Changes nothing. */
  next(destination: string, nowMs: number): NextUp | undefined {
    if (this.#isSetBack(nowMs)) return undefined;
    if (this.#letters.hasExpired(nowMs)) return undefined;
    const account = this.#books.find(destination);
    if (account === undefined || account.entry.pending === 0) return { kind: "none" };
    const dueAtMs = this.#items.nextDueAt(account);
    if (dueAtMs !== undefined && dueAtMs <= nowMs) return undefined;
    const heads = account.readyCount === 0 ? [] : this.#items.heads(account);
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

  oldestPendingAt(destination: string): number | undefined {
    const account = this.#books.find(destination);
    return account === undefined || account.entry.pending === 0 ? undefined : this.#items.oldestAtMs(account);
  }

  deadLetters(filter: DeadLetterFilter): DeadLetter[] {
    return this.#letters.list(filter);
  }

  ledger(): Ledger {
    return this.#books.snapshot();
  }

  /** Destinations for which something waits. */
  waiting(): string[] {
    return this.#books.accounts.flatMap(({ name, entry }) => (entry.pending > 0 ? [name] : []));
  }

  /** Whether a delivery was recorded before. Changes nothing. */
  knows(delivery: NewDelivery, nowMs: number): boolean {
    const account = this.#books.find(delivery.destination);
    return account !== undefined && this.#marks.knows(delivery, account, nowMs);
  }

  person(botId: string, userId: string): Person | undefined {
    return this.#persons.find(botId, userId);
  }

  /** Whether a start or stop of a user waits or is being sent: what the user does next belongs behind it. */
  holdsBack(userId: string): boolean {
    return this.#items.holdsBack(userId);
  }

  /** Remembers an entry that was stored elsewhere. Only inside `write`. */
  learn({ items, person }: OutboxEntry, nowMs: number): void {
    for (const item of items) {
      if (item.kind !== "drop") this.#marks.areNew(item.delivery, this.#books.open(item.delivery.destination), nowMs);
    }
    if (person !== undefined) this.#persons.apply(person.botId, person.userId, person.change);
  }

  /** Writes a page although nothing has changed, to see whether one can be written. Only inside `write`. */
  touch(): void {
    this.#books.touch();
  }

  /** Writes the books, which may be some items behind. */
  close(nowMs: number): void {
    if (this.#books.isBehind) this.write(nowMs, () => this.touch());
  }

  /** Takes in what could be read of a damaged file. For a fresh file. */
  adopt(left: Remains): Adopted {
    return adopt(left, {
      books: this.#books,
      items: this.#items,
      letters: this.#letters,
      marks: this.#marks,
      persons: this.#persons,
      slots: this.#slots,
    });
  }

  get slots(): Slots {
    return this.#slots;
  }

  get accounts(): readonly Account[] {
    return this.#books.accounts;
  }

  #isSetBack(nowMs: number): boolean {
    return nowMs < this.#books.latestMs - SET_BACK_MS;
  }

  #take(item: OutboxItem, nowMs: number, thrownOut: ThrownOut[]): Taken {
    switch (item.kind) {
      case "drop": {
        const { entry } = this.#books.open(item.destination);
        entry.accepted++;
        entry.dropped[item.reason]++;
        return { status: "dropped" };
      }
      case "bury":
        this.#books.open(item.delivery.destination).entry.accepted++;
        this.#letters.add({
          ...item.delivery,
          id: this.#items.nextId(),
          attempts: 0,
          diedAtMs: nowMs,
          reason: item.reason,
        });
        return { status: "dead" };
      case "deliver": {
        // Counted with the item, which is why it needs no write.
        this.#books.accountOf(item.delivery.destination).entry.accepted++;
        const seq = this.#add(item.delivery, thrownOut);
        return seq === undefined ? { status: "dropped" } : { status: "stored", seq };
      }
    }
  }

  /** Adds a delivery and throws out what is too much, maybe itself. Undefined: it could not even be added. */
  #add(delivery: NewDelivery, thrownOut: ThrownOut[], id?: string): number | undefined {
    const bytes = bytesOf(delivery.body);
    if (bytes > this.#bounds.maxBytes) {
      this.#books.open(delivery.destination).entry.dropped.overflow++;
      thrownOut.push({ destination: delivery.destination, class: delivery.class });
      return undefined;
    }
    const seq = this.#items.add(delivery, bytes, id === undefined ? {} : { id });
    this.#added.add(delivery.destination);
    for (;;) {
      const totals = this.#books.totals();
      if (totals.items <= this.#bounds.maxItems && totals.bytes <= this.#bounds.maxBytes) return seq;
      const row = this.#items.leastValuable();
      if (row === undefined) return seq;
      this.#drop(row, "overflow");
      thrownOut.push({ destination: this.#books.nameOf(row.account), class: classAt(row.class), seq: row.seq });
    }
  }

  #settle(row: ItemRow, settlement: Settlement, nowMs: number): void {
    const { entry } = this.#books.openById(row.account);
    switch (settlement.as) {
      case "delivered":
        this.#items.remove(row);
        entry.delivered++;
        return;
      case "returned":
        this.#items.makeReady(row);
        return;
      case "retry":
        if (settlement.answerLost) entry.ambiguous++;
        this.#items.tried(row);
        this.#items.delay(row, settlement.atMs);
        return;
      case "dead":
        this.#bury(row, settlement.reason, nowMs);
    }
  }

  /** A delay is over, or a lease: then nobody knows whether the request had left before its holder died. */
  #wake(row: ItemRow, nowMs: number): void {
    if (stateAt(row.place) === DELAYED) {
      this.#items.makeReady(row);
      return;
    }
    this.#leases.delete(this.#items.idOf(row));
    if (row.onLost === 1) {
      const description = "whoever was sending it did not say how it ended, and it was not to be sent twice";
      this.#bury(row, { code: "lost-answer", description }, nowMs);
      return;
    }
    this.#books.openById(row.account).entry.ambiguous++;
    this.#items.tried(row);
    this.#items.makeReady(row);
  }

  #bury(row: ItemRow, reason: DeadReason, nowMs: number): void {
    this.#items.remove(row);
    const delivery = toDelivery(row, this.#items.idOf(row), this.#books.nameOf(row.account));
    this.#letters.add({ ...delivery, attempts: row.attempts + 1, diedAtMs: nowMs, reason });
  }

  #drop(row: ItemPlace, reason: DropReason): void {
    this.#items.remove(row);
    this.#books.openById(row.account).entry.dropped[reason]++;
  }
}
