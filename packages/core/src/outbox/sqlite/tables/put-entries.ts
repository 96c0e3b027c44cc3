import type { DeliveryClass, NewDelivery } from "../../delivery.ts";
import type { OutboxEntry, OutboxItem, PutResult, PutStatus } from "../../outbox.ts";
import { classOfRank, rankOf } from "../../rules/class-rank.ts";
import { reviveLetter } from "../../rules/revive-letter.ts";
import { bytesOf } from "../../rules/room.ts";
import type { EarlierLife } from "./deliveries.ts";
import type { StoreBounds, Tables } from "./tables.ts";

/**
 * Destinations for which something was added that was not put, with the most valuable class of it: of what is put,
 * whoever is to send it was told by then.
 */
export type Added = ReadonlyMap<string, DeliveryClass>;

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

/** Takes entries into a file, each whole or not at all, and keeps it within its bounds. For use inside a transaction. */
export class PutEntries {
  readonly #tables: Tables;
  readonly #bounds: Pick<StoreBounds, "maxItems" | "maxBytes">;
  #added = new Map<string, DeliveryClass>();

  constructor(tables: Tables, bounds: Pick<StoreBounds, "maxItems" | "maxBytes">) {
    this.#tables = tables;
    this.#bounds = bounds;
  }

  /** What was added since this was last asked. */
  takeAdded(): Added {
    const added = this.#added;
    if (added.size > 0) this.#added = new Map();
    return added;
  }

  put(entry: OutboxEntry, nowMs: number): PutResult {
    const { ledger, deadLetters, dedupeKeys, persons } = this.#tables;
    deadLetters.expire(nowMs);
    const known = entry.items.map((item) =>
      item.kind === "drop"
        ? undefined
        : !dedupeKeys.areNew(item.delivery, ledger.countersOf(item.delivery.destination), nowMs),
    );
    // An update that came before must not move the person: a start redelivered after a block would lift the block.
    const repeated = known.includes(true) && !known.includes(false);
    const person = repeated ? undefined : entry.person;
    const verdict = person && persons.apply(person.botId, person.userId, person.change);
    const unchanged = verdict === "unchanged" && person?.change.kind !== "unblock";
    const thrownOut: ThrownOut[] = [];
    const taken = entry.items.map((item, index): Taken => {
      if (repeated || known[index] === true) return { status: "duplicate" };
      return unchanged ? { status: "unchanged" } : this.#take(item, nowMs, thrownOut);
    });
    const result: PutResult = {
      // A later item may have thrown out an earlier one.
      statuses: taken.map(({ status, seq }) =>
        seq !== undefined && thrownOut.some((one) => one.seq === seq) ? "dropped" : status,
      ),
      overflowed: thrownOut.map(({ destination, class: name }) => ({ destination, class: name })),
    };
    if (verdict !== undefined) result.verdict = verdict;
    return result;
  }

  /** Remembers an entry that was stored elsewhere. */
  learn({ items, person }: OutboxEntry, nowMs: number): void {
    const { ledger, dedupeKeys, persons } = this.#tables;
    for (const item of items) {
      if (item.kind !== "drop") dedupeKeys.areNew(item.delivery, ledger.open(item.delivery.destination), nowMs);
    }
    if (person !== undefined) persons.apply(person.botId, person.userId, person.change);
  }

  /** Takes a dead letter in again, under its own id. False: there is no such letter. */
  retryDead(id: string, nowMs: number, body?: string): boolean {
    const letter = this.#tables.deadLetters.take(id);
    if (letter === undefined) return false;
    this.#add(reviveLetter(letter, nowMs, body), [], { id });
    return true;
  }

  /**
   * Takes in a delivery that was kept elsewhere until now, and remembers its dedupe keys. Gives its place in the order in
   * which things come; undefined: it could not even be added.
   */
  takeIn(delivery: NewDelivery, earlier: EarlierLife, nowMs: number): number | undefined {
    const counters = this.#tables.ledger.open(delivery.destination);
    this.#tables.dedupeKeys.areNew(delivery, counters, nowMs);
    counters.entry.accepted++;
    return this.#add(delivery, [], earlier);
  }

  #take(item: OutboxItem, nowMs: number, thrownOut: ThrownOut[]): Taken {
    const { ledger, deliveries, deadLetters } = this.#tables;
    switch (item.kind) {
      case "drop": {
        const { entry } = ledger.open(item.destination);
        entry.accepted++;
        entry.dropped[item.reason]++;
        return { status: "dropped" };
      }
      case "bury":
        ledger.open(item.delivery.destination).entry.accepted++;
        deadLetters.add({
          ...item.delivery,
          id: deliveries.nextId(),
          attempts: 0,
          diedAtMs: nowMs,
          reason: item.reason,
        });
        return { status: "dead" };
      case "deliver": {
        // Counted with the delivery, which is why it needs no write.
        ledger.countersOf(item.delivery.destination).entry.accepted++;
        const seq = this.#add(item.delivery, thrownOut);
        return seq === undefined ? { status: "dropped" } : { status: "stored", seq };
      }
    }
  }

  /** Adds a delivery and throws out what is too much, maybe itself. Undefined: it could not even be added. */
  #add(delivery: NewDelivery, thrownOut: ThrownOut[], earlier?: EarlierLife): number | undefined {
    const { ledger, deliveries, queue } = this.#tables;
    const bytes = bytesOf(delivery.body);
    if (bytes > this.#bounds.maxBytes) {
      ledger.open(delivery.destination).entry.dropped.overflow++;
      thrownOut.push({ destination: delivery.destination, class: delivery.class });
      return undefined;
    }
    const seq = deliveries.add(delivery, bytes, earlier);
    if (earlier !== undefined) this.#noteAdded(delivery);
    while (!ledger.isWithin(this.#bounds)) {
      const row = queue.leastValuable();
      if (row === undefined) return seq;
      deliveries.drop(row, "overflow");
      thrownOut.push({ destination: ledger.nameOf(row.destination), class: classOfRank(row.class), seq: row.seq });
    }
    return seq;
  }

  #noteAdded({ destination, class: name }: NewDelivery): void {
    const before = this.#added.get(destination);
    if (before === undefined || rankOf(name) < rankOf(before)) this.#added.set(destination, name);
  }
}
