import type { DeliveryClass, NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import type { Settlement } from "../../../packages/core/src/outbox/outbox.ts";
import { NO_TURNS, nextClass, type Turns, takeTurn } from "../../../packages/core/src/outbox/rules/fair-shares.ts";
import { CLASSES, DAY_MS, nameOf } from "./outbox-fixtures.ts";

type State = { kind: "free" } | { kind: "delayed"; untilMs: number } | { kind: "leased"; untilMs: number };

interface ModelItem {
  delivery: NewDelivery;
  /** Place in the order in which everything came. */
  seq: number;
  lifted: boolean;
  attempts: number;
  state: State;
}

interface ModelLetter {
  item: ModelItem;
  diedAtMs: number;
}

/** An outbox as one would write it if neither time nor memory mattered: one list, searched at every step. */
export class OutboxModel {
  readonly counts = { accepted: 0, delivered: 0, ambiguous: 0, expired: 0, overflow: 0, purged: 0 };
  readonly #maxItems: number;
  readonly #maxDeadLetters: number;
  #items: ModelItem[] = [];
  #dead: ModelLetter[] = [];
  readonly #keys = new Map<string, number>();
  readonly #expiredUsers = new Set<string | undefined>();
  readonly #turns = new Map<string, Turns>();
  #lastSeq = 0;

  constructor(maxItems: number, maxDeadLetters: number) {
    this.#maxItems = maxItems;
    this.#maxDeadLetters = maxDeadLetters;
  }

  get pending(): number {
    return this.#items.length;
  }

  get deadNames(): string[] {
    return this.#dead.map(({ item }) => nameOf(item.delivery));
  }

  /** Whether a key is known; undefined between 48 and 72 hours, when it may be. */
  knows(delivery: NewDelivery, nowMs: number): boolean | undefined {
    const ages = delivery.dedupeKeys.map(
      (key) => nowMs - (this.#keys.get(`${delivery.destination} ${key}`) ?? -DAY_MS * 99),
    );
    if (ages.some((ageMs) => ageMs < 2 * DAY_MS)) return true;
    return ages.every((ageMs) => ageMs >= 3 * DAY_MS) ? false : undefined;
  }

  /** Whether a delivery is here and would not be dropped as expired. */
  isInDate(name: string, nowMs: number): boolean {
    const item = this.#items.find(({ delivery }) => nameOf(delivery) === name);
    return item !== undefined && (item.state.kind === "leased" || item.delivery.expiresAtMs > nowMs);
  }

  put(delivery: NewDelivery, nowMs: number): void {
    for (const key of delivery.dedupeKeys) this.#keys.set(`${delivery.destination} ${key}`, nowMs);
    this.counts.accepted++;
    this.#add({ delivery, seq: 0, lifted: false, attempts: 0, state: { kind: "free" } });
  }

  /** What is to be leased next. */
  next(destination: string, nowMs: number): ModelItem | undefined {
    this.#passTime(nowMs);
    for (;;) {
      const ready = this.#items
        .filter((item) => item.delivery.destination === destination && item.state.kind === "free")
        .filter((item) => !this.#isBlocked(item))
        .sort((a, b) => a.seq - b.seq);
      const expired = ready.find((item) => item.delivery.expiresAtMs <= nowMs);
      if (expired === undefined) {
        const oldestOf = (name: DeliveryClass) => ready.find((item) => effectiveClass(item) === name);
        const name = nextClass(this.#turnsOf(destination), (each) => oldestOf(each) !== undefined);
        return name && oldestOf(name);
      }
      this.#remove(expired);
      this.counts.expired++;
      this.#expiredUsers.add(expired.delivery.userId);
    }
  }

  lease(destination: string, maxItems: number, nowMs: number, leaseMs: number): ModelItem[] {
    const leased: ModelItem[] = [];
    while (leased.length < maxItems) {
      const item = this.next(destination, nowMs);
      if (item === undefined) break;
      this.#turns.set(destination, takeTurn(this.#turnsOf(destination), effectiveClass(item)));
      item.state = { kind: "leased", untilMs: nowMs + leaseMs };
      leased.push(item);
    }
    return leased;
  }

  #turnsOf(destination: string): Turns {
    return this.#turns.get(destination) ?? NO_TURNS;
  }

  settle(name: string, settlement: Settlement, nowMs: number): void {
    const item = this.#items.find(({ delivery }) => nameOf(delivery) === name);
    if (item === undefined) return;
    if (settlement.as === "delivered") {
      this.#remove(item);
      this.counts.delivered++;
    } else if (settlement.as === "dead") this.#bury(item, nowMs);
    else if (item.state.kind !== "leased") return;
    else if (settlement.as === "returned") item.state = { kind: "free" };
    else {
      item.attempts++;
      if (settlement.answerLost) this.counts.ambiguous++;
      item.state = { kind: "delayed", untilMs: settlement.atMs };
    }
  }

  retryDead(name: string, nowMs: number): boolean {
    const at = this.#dead.findIndex(({ item }) => nameOf(item.delivery) === name);
    const [letter] = at === -1 ? [] : this.#dead.splice(at, 1);
    if (letter === undefined) return false;
    const { delivery } = letter.item;
    const expiresAtMs = Math.max(delivery.expiresAtMs, nowMs + (delivery.expiresAtMs - delivery.createdAtMs));
    this.#add({
      ...letter.item,
      delivery: { ...delivery, expiresAtMs },
      lifted: false,
      attempts: 0,
      state: { kind: "free" },
    });
    return true;
  }

  dropDead(name: string): boolean {
    const before = this.#dead.length;
    this.#dead = this.#dead.filter(({ item }) => nameOf(item.delivery) !== name);
    this.counts.purged += before - this.#dead.length;
    return this.#dead.length < before;
  }

  /** Whether something of a user's is out of date, which an outbox may still hold. */
  hasExpired(userId: string): boolean {
    return this.#expiredUsers.has(userId);
  }

  purge(userId: string): number {
    const before = this.#items.length + this.#dead.length;
    this.#items = this.#items.filter(({ delivery }) => delivery.userId !== userId);
    this.#dead = this.#dead.filter(({ item }) => item.delivery.userId !== userId);
    const purged = before - this.#items.length - this.#dead.length;
    this.counts.purged += purged;
    return purged;
  }

  passTime(nowMs: number): void {
    this.#expireLetters(nowMs);
  }

  /** Whoever leased anything has ended, and the outbox knows it. */
  endLeases(nowMs: number): void {
    for (const item of this.#items) {
      if (item.state.kind === "leased") item.state = { kind: "leased", untilMs: nowMs };
    }
    this.#passTime(nowMs);
  }

  #passTime(nowMs: number): void {
    this.#expireLetters(nowMs);
    for (const item of [...this.#items]) {
      if (item.state.kind === "free" || item.state.untilMs > nowMs) continue;
      const ranOut = item.state.kind === "leased";
      if (ranOut && item.delivery.onLostAnswer === "bury") {
        this.#bury(item, nowMs);
        continue;
      }
      item.state = { kind: "free" };
      if (!ranOut) continue;
      item.attempts++;
      this.counts.ambiguous++;
    }
  }

  #expireLetters(nowMs: number): void {
    const before = this.#dead.length;
    this.#dead = this.#dead.filter(({ diedAtMs }) => diedAtMs + 30 * DAY_MS > nowMs);
    this.counts.expired += before - this.#dead.length;
  }

  #isBlocked(item: ModelItem): boolean {
    const { userId } = item.delivery;
    if (userId === undefined) return false;
    const isOrdered = isBarrier(item.delivery.class);
    return this.#items.some(
      (other) =>
        other.seq < item.seq &&
        other.delivery.userId === userId &&
        other.delivery.destination === item.delivery.destination &&
        (isOrdered ? isBarrier(other.delivery.class) : other.delivery.class === "start"),
    );
  }

  #add(item: ModelItem): void {
    item.seq = ++this.#lastSeq;
    const { userId, destination } = item.delivery;
    if (item.delivery.class === "start" && userId !== undefined) {
      for (const other of this.#items) {
        const isTheirs = other.delivery.userId === userId && other.delivery.destination === destination;
        if (isTheirs && other.delivery.class === "stop") other.lifted = true;
      }
    }
    this.#items.push(item);
    while (this.#items.length > this.#maxItems) {
      const [victim] = this.#items
        .filter(({ state }) => state.kind !== "leased")
        .sort((a, b) => CLASSES.indexOf(b.delivery.class) - CLASSES.indexOf(a.delivery.class) || a.seq - b.seq);
      if (victim === undefined) return;
      this.#remove(victim);
      this.counts.overflow++;
    }
  }

  #bury(item: ModelItem, nowMs: number): void {
    this.#remove(item);
    item.attempts++;
    this.#dead.push({ item, diedAtMs: nowMs });
    while (this.#dead.length > this.#maxDeadLetters) {
      this.#dead.shift();
      this.counts.overflow++;
    }
  }

  #remove(item: ModelItem): void {
    this.#items = this.#items.filter((other) => other !== item);
  }
}

function effectiveClass({ delivery, lifted }: ModelItem): DeliveryClass {
  return lifted ? "start" : delivery.class;
}

function isBarrier(name: DeliveryClass): boolean {
  return name === "start" || name === "stop";
}
