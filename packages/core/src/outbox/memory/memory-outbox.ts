import type { DeadLetter, Delivery, NewDelivery } from "../delivery.ts";
import type { Ledger } from "../ledger.ts";
import type {
  DeadLetterFilter,
  LeaseRequest,
  NextUp,
  Outbox,
  OutboxEntry,
  OutboxItem,
  PutResult,
  PutStatus,
  ReadyListener,
  Settlement,
  SlotGrant,
} from "../outbox.ts";
import type { RequestEnd } from "../request-end.ts";
import type { Person } from "../rules/person.ts";
import type { QuotaLimits } from "../rules/quota.ts";
import { reviveLetter } from "../rules/revive-letter.ts";
import type { OutboxBounds } from "../rules/room.ts";
import { DeadLetters } from "./dead-letters.ts";
import { DedupeKeys } from "./dedupe-keys.ts";
import { Deliveries } from "./deliveries.ts";
import { Leases } from "./leases.ts";
import { LedgerCounters } from "./ledger-counters.ts";
import { Persons } from "./persons.ts";
import { QuotaSlots } from "./quota-slots.ts";
import type { WaitingDelivery } from "./waiting-delivery.ts";

/** Bounds of a memory outbox. */
export interface MemoryOutboxOptions {
  /** Deliveries that may wait. Default 50,000. */
  maxItems?: number;
  /** Bytes of their bodies, with a share for what is kept beside each. Default 64 MiB. */
  maxBytes?: number;
  /** Dead letters kept. Default 10,000. */
  maxDeadLetters?: number;
}

/** Where a bot gives none. */
export const DEFAULT_MEMORY_BOUNDS: OutboxBounds = {
  maxItems: 50_000,
  maxBytes: 64 * 1024 * 1024,
  maxDeadLetters: 10_000,
};

const MAX_PERSONS = 200_000;
const NONE: readonly never[] = Object.freeze([]);

/** An outbox for one process that forgets everything when the process ends. */
export class MemoryOutbox implements Outbox {
  readonly kind = "memory";
  readonly #ledger = new LedgerCounters();
  readonly #deliveries: Deliveries;
  readonly #dead: DeadLetters;
  readonly #leases: Leases;
  readonly #persons = new Persons(MAX_PERSONS);
  readonly #dedupe = new DedupeKeys();
  readonly #quota = new QuotaSlots();
  readonly #listeners: ReadyListener[] = [];
  /** What could not even be added, until it is told. */
  readonly #tooLarge: NewDelivery[] = [];

  /**
   * `idPrefix` makes the ids of deliveries unique across restarts; it should be random. A function is asked for it with
   * the first id, for runtimes that give nothing random before a request.
   */
  constructor(idPrefix: string | (() => string), options: MemoryOutboxOptions = {}) {
    const { maxItems, maxBytes, maxDeadLetters } = { ...DEFAULT_MEMORY_BOUNDS, ...options };
    this.#deliveries = new Deliveries(this.#ledger, idPrefix, { maxItems, maxBytes });
    this.#dead = new DeadLetters(this.#ledger, maxDeadLetters);
    this.#leases = new Leases(this.#deliveries, this.#ledger, this.#dead);
  }

  put(entry: OutboxEntry, nowMs: number): PutResult {
    this.#dead.expire(nowMs);
    const { items } = entry;
    const known = items.map((item) => (item.kind === "drop" ? undefined : this.#dedupe.knows(item.delivery, nowMs)));
    // An update that came before must not move the person: a start redelivered after a block would lift the block.
    const repeated = known.includes(true) && !known.includes(false);
    const person = repeated ? undefined : entry.person;
    const verdict = person && this.#persons.apply(person.botId, person.userId, person.change);
    const unchanged = verdict === "unchanged" && person?.change.kind !== "unblock";
    const statuses = items.map((item, index): PutStatus => {
      if (repeated || known[index] === true) return "duplicate";
      if (item.kind !== "drop") this.#dedupe.remember(item.delivery, nowMs);
      return unchanged ? "unchanged" : this.#store(item, nowMs);
    });
    const thrownOut = this.#shrink();
    const result: PutResult =
      thrownOut.length === 0
        ? { statuses, overflowed: NONE }
        : {
            statuses: statuses.map((status, index) => afterwards(status, items[index], thrownOut)),
            overflowed: thrownOut.map(({ destination, class: name }) => ({ destination, class: name })),
          };
    if (verdict !== undefined) result.verdict = verdict;
    return result;
  }

  next(destination: string, nowMs: number): NextUp {
    return this.#leases.next(destination, nowMs);
  }

  lease(request: LeaseRequest): Delivery[] {
    return this.#leases.lease(request);
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    this.#leases.settle(settlements, nowMs);
  }

  letPass(ids: readonly string[]): void {
    this.#leases.letPass(ids);
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): SlotGrant {
    return this.#quota.take(limits, urgent, steadyMs);
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): void {
    this.#quota.end(slot, end, steadyMs);
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): number[] {
    return this.#quota.used(limits, steadyMs);
  }

  person(botId: string, userId: string): Person | undefined {
    return this.#persons.find(botId, userId);
  }

  /** What is known of a person elsewhere. */
  knowPerson(botId: string, userId: string, person: Person): void {
    this.#persons.know(botId, userId, person);
  }

  ledger(): Ledger {
    return this.#ledger.snapshot();
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#deliveries.queueOf(destination).oldestAtMs();
  }

  deadLetters(filter: DeadLetterFilter = {}): DeadLetter[] {
    return this.#dead.list(filter);
  }

  retryDead(id: string, nowMs: number, body?: string): boolean {
    const letter = this.#dead.take(id);
    if (letter === undefined) return false;
    this.#add(reviveLetter(letter, nowMs, body), id);
    this.#shrink();
    return true;
  }

  dropDead(id: string): boolean {
    const letter = this.#dead.take(id);
    if (letter === undefined) return false;
    this.#ledger.entryOf(letter.destination).dropped.purged++;
    return true;
  }

  purgeUser(userId: string): number {
    const waiting = this.#deliveries.ofUser(userId);
    for (const item of waiting) this.#leases.drop(item, "purged");
    const dead = this.#dead.purge(userId);
    this.#persons.forget(userId);
    this.#dedupe.forgetUser(userId);
    return waiting.length + dead;
  }

  onReady(listener: ReadyListener): void {
    this.#listeners.push(listener);
  }

  close(): void {}

  /** Whether a delivery was recorded before. */
  knows(delivery: NewDelivery, nowMs: number): boolean {
    return this.#dedupe.knows(delivery, nowMs);
  }

  /** Whether a start or stop of a user waits or is being sent: what the user does next belongs behind it. */
  holdsBack(userId: string): boolean {
    return this.#deliveries.holdsBack(userId);
  }

  /** The oldest `count` deliveries, in their order, with all others of the same users: what is to go to another outbox. */
  oldest(count: number): readonly WaitingDelivery[] {
    const all = this.#deliveries.inOrder();
    const users = new Set(all.slice(0, count).map(({ delivery }) => delivery.userId));
    users.delete(undefined);
    return all.filter(({ delivery }, index) => index < count || users.has(delivery.userId));
  }

  /** Forgets deliveries that are in another outbox now, where they count from now on. */
  release(items: readonly WaitingDelivery[]): void {
    // From the end, so that nothing is made ready on the way.
    for (const item of items.toReversed()) {
      this.#leases.leave(item);
      this.#ledger.entryOf(item.delivery.destination).accepted--;
    }
  }

  #store(item: OutboxItem, nowMs: number): PutStatus {
    switch (item.kind) {
      case "drop": {
        const entry = this.#ledger.entryOf(item.destination);
        entry.accepted++;
        entry.dropped[item.reason]++;
        return "dropped";
      }
      case "bury": {
        const { delivery, reason } = item;
        this.#ledger.entryOf(delivery.destination).accepted++;
        this.#dead.add({ ...delivery, id: this.#deliveries.nextId(), attempts: 0, diedAtMs: nowMs, reason });
        return "dead";
      }
      case "deliver":
        this.#ledger.entryOf(item.delivery.destination).accepted++;
        this.#add(item.delivery);
        return "stored";
    }
  }

  #add(delivery: NewDelivery, id?: string): void {
    const item = this.#deliveries.add(delivery, id);
    if (item === undefined) {
      this.#ledger.entryOf(delivery.destination).dropped.overflow++;
      this.#tooLarge.push(delivery);
      return;
    }
    if (id !== undefined) this.#leases.expect(id, item);
    for (const listener of this.#listeners) listener(delivery.destination, delivery.class);
  }

  /** Brings the outbox within its bounds and gives what had to leave. */
  #shrink(): readonly NewDelivery[] {
    let item = this.#deliveries.excess();
    if (item === undefined && this.#tooLarge.length === 0) return NONE;
    const thrownOut: NewDelivery[] = this.#tooLarge.splice(0);
    for (; item !== undefined; item = this.#deliveries.excess()) {
      this.#leases.drop(item, "overflow");
      thrownOut.push(item.delivery);
    }
    return thrownOut;
  }
}

/** An item's status once the outbox is within its bounds again. */
function afterwards(status: PutStatus, item: OutboxItem | undefined, thrownOut: readonly NewDelivery[]): PutStatus {
  return status === "stored" && item?.kind === "deliver" && thrownOut.includes(item.delivery) ? "dropped" : status;
}
