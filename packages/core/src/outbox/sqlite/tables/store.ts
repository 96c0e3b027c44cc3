import type { NewDelivery } from "../../delivery.ts";
import type { ForgottenUser } from "../../forgotten-user.ts";
import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import { usableVersion } from "../file/format.ts";
import { Leases } from "./leases.ts";
import { type Added, PutEntries } from "./put-entries.ts";
import { openTables, type StoreBounds, type Tables } from "./tables.ts";

/** A destination and the hash of the key it is sent to with. */
export interface KeyInUse {
  destination: string;
  keyHash: string;
}

/**
 * An outbox in one database, without waiting and without repairs: each call does its work at once or throws what SQLite
 * throws. What changes something, here or in a part, belongs into `write`, and is then done whole or not at all, while no
 * other process can come between.
 */
export class Store {
  readonly tables: Tables;
  readonly entries: PutEntries;
  readonly leases: Leases;
  readonly #driver: SqliteDriver;
  #changeCounter: number | undefined;
  #timesRefreshed = 0;

  constructor(driver: SqliteDriver, bounds: StoreBounds, newPrefix: string) {
    this.#driver = driver;
    this.tables = openTables(driver, bounds, newPrefix);
    this.entries = new PutEntries(this.tables, bounds);
    this.leases = new Leases(this.tables);
  }

  /**
   * Does `task` in one transaction. `added`: the destinations for which something was added. `corrupt`: how many
   * deliveries to each were dropped because they cannot be read.
   *
   * @throws what `task` or SQLite throws; then nothing has happened.
   */
  write<T>(task: () => T): { result: T; added: Added; corrupt: ReadonlyMap<string, number> } {
    const { ledger, quotaSlots, deliveries, fresh } = this.tables;
    try {
      const result = this.#driver.transaction(() => {
        this.refresh();
        quotaSlots.catchUp();
        const done = task();
        fresh.write();
        ledger.save();
        return done;
      });
      quotaSlots.committed();
      return { result, added: this.entries.takeAdded(), corrupt: deliveries.takeCorrupt() };
    } catch (error) {
      // What is kept in memory has run ahead of the file.
      this.#changeCounter = undefined;
      fresh.forget();
      quotaSlots.rolledBack();
      this.entries.takeAdded();
      deliveries.takeCorrupt();
      throw error;
    }
  }

  /** Does `task`, which only reads, with what other processes have written taken in. @throws as `write` and `refresh` */
  look<T>(task: () => T): T {
    return this.#driver.look(() => {
      this.refresh();
      return task();
    });
  }

  /**
   * Takes in what other processes have written, if anything.
   *
   * @throws {NewerFileError} one of them is of a later version, or sets the file aside
   */
  refresh(): void {
    const changeCounter = this.#driver.changeCounter();
    if (changeCounter === this.#changeCounter) return;
    usableVersion(this.#driver);
    this.tables.ledger.load();
    this.tables.quotaSlots.refresh();
    this.tables.holders.load();
    this.#changeCounter = changeCounter;
    this.#timesRefreshed++;
  }

  /** Goes on with what this process had under way in the store of a file that this one takes the place of. */
  takeOver(before: Store): void {
    this.tables.quotaSlots.takeOver(before.tables.quotaSlots);
    this.leases.takeOver(before.leases);
  }

  /** How often other processes were found to have written something. */
  get timesRefreshed(): number {
    return this.#timesRefreshed;
  }

  /** Forgets a dead letter. False: there is no such letter. */
  dropDead(id: string): boolean {
    const letter = this.tables.deadLetters.take(id);
    if (letter === undefined) return false;
    this.tables.ledger.open(letter.destination).entry.dropped.purged++;
    return true;
  }

  purgeUser(userId: string): ForgottenUser {
    const { deliveries, deadLetters, dedupeKeys, persons } = this.tables;
    const waiting = deliveries.ofUser(userId);
    // Gone through from the end, so that nothing is made ready on the way out.
    for (const delivery of waiting.toReversed()) deliveries.drop(delivery, "purged");
    const dead = deadLetters.purge(userId);
    const remembered = persons.forget(userId) + dedupeKeys.forgetUser(userId);
    return { deliveries: waiting.length + dead, remembered };
  }

  /** Remembers which keys are used. Gives the destinations that were used with others before. */
  useKeys(keys: readonly KeyInUse[]): readonly string[] {
    const others: string[] = [];
    for (const { destination, keyHash } of keys) {
      const counters = this.tables.ledger.open(destination);
      if (counters.keyHash !== undefined && counters.keyHash !== keyHash) others.push(destination);
      counters.keyHash = keyHash;
    }
    return others;
  }

  /** Whether these keys were the last that were used. Changes nothing. */
  areInUse(keys: readonly KeyInUse[]): boolean {
    return keys.every(({ destination, keyHash }) => this.tables.ledger.find(destination)?.keyHash === keyHash);
  }

  /** A process has ended, at `endedAtMs` of the steady clock at the latest: ends what it held. */
  loseHolder(holder: string, endedAtMs: number, nowMs: number): void {
    const { quotaSlots, holders } = this.tables;
    this.leases.release(holder, quotaSlots.lose(holder, endedAtMs), nowMs);
    if (holders.has(holder)) holders.forget(holder);
  }

  /** Takes a process out that holds nothing. One that does is found to have ended by the others. */
  leave(holder: string): void {
    const { quotaSlots, holders } = this.tables;
    const isFree = !quotaSlots.hasOpen(holder) && this.leases.leasesOf(holder).length === 0;
    if (isFree && holders.has(holder)) holders.forget(holder);
  }

  oldestPendingAt(destination: string): number | undefined {
    const counters = this.tables.ledger.find(destination);
    return counters === undefined || counters.entry.pending === 0 ? undefined : this.tables.queue.oldestAtMs(counters);
  }

  /** Whether a delivery was recorded before. Changes nothing. */
  knows(delivery: NewDelivery, nowMs: number): boolean {
    const counters = this.tables.ledger.find(delivery.destination);
    return counters !== undefined && this.tables.dedupeKeys.knows(delivery, counters, nowMs);
  }

  /** Writes the counters, which may be some deliveries behind. */
  close(): void {
    const { ledger } = this.tables;
    if (ledger.isBehind) this.write(() => ledger.touch());
  }
}
