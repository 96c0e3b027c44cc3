import { emptyLedgerEntry, type Ledger } from "../../ledger.ts";
import type { MemoryOutbox } from "../../memory/memory-outbox.ts";
import type { OutboxEntry, OutboxItem, PutResult, PutStatus, Settlement } from "../../outbox.ts";
import { nextPerson, type Person } from "../../rules/person.ts";
import { userKeyPrefix } from "../../rules/user-key.ts";
import type { SqliteOutbox } from "../sqlite-outbox.ts";
import type { Store } from "../tables/store.ts";
import { takeIn, takeInRest } from "./take-in.ts";

/** What is to be written down later is bounded, as everything in memory is. */
const MAX_NOTES = 50_000;
/** As many deliveries go into the file at once: the bot stands still meanwhile. */
const PART = 1_000;

/** What is kept while a file takes nothing: new deliveries, and what the file is to be told once it can be written. */
export class Fallback {
  readonly #file: SqliteOutbox;
  readonly #makeMemory: () => MemoryOutbox;
  /** Made when it is needed, and gone when all that was put into it is in the file. */
  #memory: MemoryOutbox | undefined;
  /** What belongs behind something in the file, with the time it came. */
  #held: { entry: OutboxEntry; nowMs: number }[] = [];
  /** Whose those are: what they do next belongs behind it, also once another process has sent what is in the file. */
  readonly #heldUsers = new Set<string>();
  /** What was stored in memory, and is to be known by the file. */
  #learned: OutboxEntry[] = [];
  #settlements: Settlement[] = [];
  /** People of whom the memory knows what the file does. */
  readonly #introduced = new Set<string>();

  constructor(file: SqliteOutbox, makeMemory: () => MemoryOutbox) {
    this.#file = file;
    this.#makeMemory = makeMemory;
  }

  get memory(): MemoryOutbox | undefined {
    return this.#memory;
  }

  /** Stores what is not known to the file: in memory, or, behind something in the file, for later. */
  put(entry: OutboxEntry, nowMs: number): PutResult {
    return this.#putUnknown(entry, nowMs, (fresh) =>
      belongsTo(this, fresh) ? this.#hold(fresh, nowMs) : this.#remember(fresh, nowMs),
    );
  }

  /** Whether what a user does belongs behind something of theirs that is in the file or held. */
  holdsBack(userId: string): boolean {
    return this.#heldUsers.has(userId) || this.#file.holdsBack(userId);
  }

  /** Whether the memory has met any of an entry. The file learns of that only with what goes back to it. */
  hasMet({ items }: OutboxEntry, nowMs: number): boolean {
    return items.some((item) => item.kind !== "drop" && this.#memory?.knows(item.delivery, nowMs) === true);
  }

  /** Stores in memory what belongs behind something there, and is not known to the file. */
  putBehind(entry: OutboxEntry, nowMs: number): PutResult {
    return this.#putUnknown(entry, nowMs, (fresh) => this.#remember(fresh, nowMs));
  }

  /** Notes how deliveries of the file ended. */
  settle(settlements: readonly Settlement[]): void {
    if (this.#settlements.length < MAX_NOTES) this.#settlements.push(...settlements);
  }

  /**
   * Writes down what was noted. Gives what was held, which the file is to take next; undefined: it still takes nothing.
   */
  catchUp(nowMs: number): { entry: OutboxEntry; nowMs: number }[] | undefined {
    try {
      if (!this.#file.catchUp(this.#learned, this.#settlements, nowMs)) return undefined;
    } catch {
      return undefined;
    }
    this.#learned = [];
    this.#settlements = [];
    this.#introduced.clear();
    this.#heldUsers.clear();
    return this.#held.splice(0);
  }

  /** Brings a part of what is in memory into the file, which takes it whole or not at all. `none`: it takes nothing now. */
  moveSome(nowMs: number): "all" | "more" | "none" {
    const memory = this.#memory;
    if (memory === undefined) return "all";
    const items = memory.oldest(PART);
    const task = (store: Store): void =>
      items.length > 0
        ? takeIn(store, items, nowMs)
        : takeInRest(store, memory.deadLetters({ limit: Number.POSITIVE_INFINITY }), memory.ledger());
    try {
      if (!this.#file.takeIn(this.#learned, task, nowMs)) return "none";
    } catch {
      return "none";
    }
    this.#learned = [];
    memory.release(items);
    if (items.length > 0) return "more";
    this.#memory = undefined;
    return "all";
  }

  /** What is known of a person, given what stands in the file: what came later is here. */
  person(botId: string, userId: string, inFile: Person | undefined): Person | undefined {
    const here = this.#memory?.person(botId, userId);
    let person = here === undefined || (inFile !== undefined && inFile.seenAt > here.seenAt) ? inFile : here;
    for (const { entry } of this.#held) {
      if (entry.person?.botId !== botId || entry.person.userId !== userId) continue;
      person = nextPerson(person, entry.person.change).person;
    }
    return person;
  }

  /** The accounts of what is kept here. What is held counts as waiting. */
  ledger(): Ledger {
    const ledger: Ledger = { ...this.#memory?.ledger() };
    for (const { entry } of this.#held) {
      for (const item of entry.items) {
        const name = item.kind === "drop" ? item.destination : item.delivery.destination;
        const account = ledger[name] ?? emptyLedgerEntry();
        ledger[name] = { ...account, accepted: account.accepted + 1, pending: account.pending + 1 };
      }
    }
    return ledger;
  }

  /** Entries held and deliveries in memory. */
  get waiting(): number {
    const entries = Object.values(this.#memory?.ledger() ?? {});
    return entries.reduce((sum, { pending }) => sum + pending, this.#held.length);
  }

  /** The number of deliveries and held entries that went. */
  purgeUser(userId: string): number {
    const isTheirs = (item: OutboxEntry["items"][number]): boolean =>
      item.kind !== "drop" && item.delivery.userId === userId;
    const held = this.#held.filter(({ entry }) => entry.items.some(isTheirs));
    this.#held = this.#held.filter((each) => !held.includes(each));
    this.#heldUsers.delete(userId);
    this.#learned = this.#learned.map((entry) => withoutUser(entry, userId));
    return held.length + (this.#memory?.purgeUser(userId) ?? 0);
  }

  #putUnknown(entry: OutboxEntry, nowMs: number, put: (fresh: OutboxEntry) => PutResult): PutResult {
    const known = entry.items.map((item) => item.kind !== "drop" && this.#file.knows(item.delivery, nowMs));
    const isRepeated = known.includes(true) && entry.items.every((item, index) => item.kind === "drop" || known[index]);
    if (isRepeated) return { statuses: entry.items.map(() => "duplicate"), overflowed: [] };
    const result = put({ ...entry, items: entry.items.filter((_item, index) => !known[index]) });
    const statuses = [...result.statuses];
    return {
      ...result,
      statuses: known.map((isKnown): PutStatus => (isKnown ? "duplicate" : (statuses.shift() ?? "dropped"))),
    };
  }

  #hold(entry: OutboxEntry, nowMs: number): PutResult {
    if (this.#held.length >= MAX_NOTES) return this.#remember(entry, nowMs);
    this.#held.push({ entry, nowMs });
    for (const item of entry.items) {
      if (item.kind === "deliver" && item.delivery.userId !== undefined) this.#heldUsers.add(item.delivery.userId);
    }
    return { statuses: entry.items.map((item) => (item.kind === "drop" ? "dropped" : "stored")), overflowed: [] };
  }

  #remember(entry: OutboxEntry, nowMs: number): PutResult {
    this.#memory ??= this.#makeMemory();
    if (entry.person !== undefined) this.#introduce(this.#memory, entry.person);
    if (this.#learned.length < MAX_NOTES) this.#learned.push(entry);
    return this.#memory.put(entry, nowMs);
  }

  /** Tells the memory what the file knows of a person, so that it reports no stop twice. */
  #introduce(memory: MemoryOutbox, { botId, userId }: NonNullable<OutboxEntry["person"]>): void {
    const name = `${botId}:${userId}`;
    if (this.#introduced.has(name)) return;
    if (this.#introduced.size >= MAX_NOTES) this.#introduced.clear();
    this.#introduced.add(name);
    const person = this.#file.personAsStored(botId, userId);
    if (person !== undefined) memory.knowPerson(botId, userId, person);
  }
}

/** An entry as the file may learn of it: the updates in it are to be known when they come again, the person is not. */
function withoutUser({ items, person }: OutboxEntry, userId: string): OutboxEntry {
  const prefix = userKeyPrefix(userId);
  const learnable = items.map((item): OutboxItem => {
    if (item.kind === "drop") return item;
    const dedupeKeys = item.delivery.dedupeKeys.filter((key) => !key.startsWith(prefix));
    return { ...item, delivery: { ...item.delivery, dedupeKeys } };
  });
  return { items: learnable, ...(person !== undefined && person.userId !== userId && { person }) };
}

/** Whether anything in an entry has to go behind something of its user's that is in there. */
export function belongsTo(outbox: { holdsBack(userId: string): boolean }, { items }: OutboxEntry): boolean {
  return items.some(
    (item) => item.kind === "deliver" && item.delivery.userId !== undefined && outbox.holdsBack(item.delivery.userId),
  );
}
