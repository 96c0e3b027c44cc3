import type { DeadLetter, Delivery, NewDelivery } from "../../delivery.ts";
import type { Ledger } from "../../ledger.ts";
import type {
  DeadLetterFilter,
  LeaseRequest,
  NextUp,
  OutboxEntry,
  PutResult,
  Settlement,
  SlotGrant,
} from "../../outbox.ts";
import type { Person } from "../../rules/person.ts";
import type { QuotaLimits } from "../../rules/quota.ts";
import type { Connection } from "../driver/node-driver.ts";
import { usableVersion } from "../file/format.ts";
import { type Adopted, adopt } from "../file/import-rows.ts";
import type { Remains } from "../file/read-damaged.ts";
import type { KeyInUse } from "../warn-of-other-keys.ts";
import { Leases } from "./leases.ts";
import type { Account } from "./ledger-counters.ts";
import { type Added, Intake } from "./put-entries.ts";
import type { Slots } from "./quota-slots.ts";
import { openTables, type StoreBounds, type Tables } from "./tables.ts";

/**
 * An outbox in one database file, without waiting and without repairs: each call does its work at once or throws what
 * SQLite throws. What changes something belongs into `write`, and is then done whole or not at all, while no other
 * process can come between.
 */
export class Store {
  readonly #connection: Connection;
  readonly #tables: Tables;
  readonly #intake: Intake;
  readonly #leases: Leases;
  #dataVersion: number | undefined;
  #timesRefreshed = 0;

  constructor(connection: Connection, bounds: StoreBounds, newPrefix: string) {
    this.#connection = connection;
    this.#tables = openTables(connection, bounds, newPrefix);
    this.#intake = new Intake(this.#tables, bounds);
    this.#leases = new Leases(this.#tables);
  }

  /**
   * Does `task` in one transaction. Gives the destinations for which something was added in `added`.
   *
   * @throws what `task` or SQLite throws; then nothing has happened.
   */
  write<T>(nowMs: number, task: () => T): { result: T; added: Added } {
    const { books, slots } = this.#tables;
    try {
      const result = this.#connection.write(() => {
        this.refresh();
        slots.catchUp(nowMs);
        const done = task();
        books.save();
        return done;
      });
      slots.committed();
      return { result, added: this.#intake.takeAdded() };
    } catch (error) {
      // What is kept in memory has run ahead of the file.
      this.#dataVersion = undefined;
      slots.rolledBack();
      this.#intake.takeAdded();
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
    this.#tables.books.load();
    this.#tables.slots.refresh();
    this.#dataVersion = dataVersion;
    this.#timesRefreshed++;
  }

  /** How often other processes were found to have written something. */
  get timesRefreshed(): number {
    return this.#timesRefreshed;
  }

  /** Only inside `write`, as everything up to `touch`. */
  put(entry: OutboxEntry, nowMs: number): PutResult {
    return this.#intake.put(entry, nowMs);
  }

  /** Remembers an entry that was stored elsewhere. */
  learn(entry: OutboxEntry, nowMs: number): void {
    this.#intake.learn(entry, nowMs);
  }

  lease(request: LeaseRequest): Delivery[] {
    return this.#leases.lease(request);
  }

  settle(settlements: readonly Settlement[], nowMs: number): void {
    this.#leases.settle(settlements, nowMs);
  }

  /** Ends what time has ended: delays, leases, old letters, and what is first but out of date. */
  passTime(destination: string, nowMs: number): void {
    this.#leases.passTime(destination, nowMs);
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, nowMs: number): SlotGrant {
    return this.#tables.slots.take(limits, urgent, nowMs);
  }

  retryDead(id: string, nowMs: number, body?: string): boolean {
    return this.#intake.retryDead(id, nowMs, body);
  }

  dropDead(id: string): boolean {
    const letter = this.#tables.letters.take(id);
    if (letter === undefined) return false;
    this.#tables.books.open(letter.destination).entry.dropped.purged++;
    return true;
  }

  purgeUser(userId: string): number {
    const { items, letters, marks, persons } = this.#tables;
    const waiting = items.ofUser(userId);
    // Gone through from the end, so that nothing is made ready on the way out.
    for (const item of waiting.toReversed()) items.drop(item, "purged");
    const dead = letters.purge(userId);
    persons.forget(userId);
    marks.forgetUser(userId);
    return waiting.length + dead;
  }

  /** Remembers which keys are used. Gives the destinations that were used with others before. */
  useKeys(keys: readonly KeyInUse[]): readonly string[] {
    const others: string[] = [];
    for (const { destination, keyHash } of keys) {
      const account = this.#tables.books.open(destination);
      if (account.keyHash !== undefined && account.keyHash !== keyHash) others.push(destination);
      account.keyHash = keyHash;
    }
    return others;
  }

  /** Takes in what could be read of a damaged file. For a fresh file. */
  adopt(left: Remains): Adopted {
    return adopt(left, this.#tables);
  }

  /** Writes a page although nothing has changed, to see whether one can be written. */
  touch(): void {
    this.#tables.books.touch();
  }

  /** Undefined: time has ended something, and `passTime` is to be called first. Changes nothing. */
  next(destination: string, nowMs: number): NextUp | undefined {
    return this.#leases.next(destination, nowMs);
  }

  oldestPendingAt(destination: string): number | undefined {
    const account = this.#tables.books.find(destination);
    return account === undefined || account.entry.pending === 0 ? undefined : this.#tables.queue.oldestAtMs(account);
  }

  deadLetters(filter: DeadLetterFilter): DeadLetter[] {
    return this.#tables.letters.list(filter);
  }

  ledger(): Ledger {
    return this.#tables.books.snapshot();
  }

  /** Destinations for which something waits. */
  waiting(): string[] {
    return this.accounts.flatMap(({ name, entry }) => (entry.pending > 0 ? [name] : []));
  }

  /** Whether these keys were the last that were used. Changes nothing. */
  areInUse(keys: readonly KeyInUse[]): boolean {
    return keys.every(({ destination, keyHash }) => this.#tables.books.find(destination)?.keyHash === keyHash);
  }

  /** Whether a delivery was recorded before. Changes nothing. */
  knows(delivery: NewDelivery, nowMs: number): boolean {
    const account = this.#tables.books.find(delivery.destination);
    return account !== undefined && this.#tables.marks.knows(delivery, account, nowMs);
  }

  person(botId: string, userId: string): Person | undefined {
    return this.#tables.persons.find(botId, userId);
  }

  /** Whether a start or stop of a user waits or is being sent: what the user does next belongs behind it. */
  holdsBack(userId: string): boolean {
    return this.#tables.items.holdsBack(userId);
  }

  /** Writes the books, which may be some items behind. */
  close(nowMs: number): void {
    if (this.#tables.books.isBehind) this.write(nowMs, () => this.touch());
  }

  get slots(): Slots {
    return this.#tables.slots;
  }

  get accounts(): readonly Account[] {
    return this.#tables.books.accounts;
  }
}
