import { OutboxFileError } from "../../errors/outbox-file-error.ts";
import type { DeadLetter } from "../delivery.ts";
import type { ForgottenUser } from "../forgotten-user.ts";
import type { Ledger } from "../ledger.ts";
import type { DeadLetterFilter, SlotGrant } from "../outbox.ts";
import type { RequestEnd } from "../request-end.ts";
import type { QuotaLimits } from "../rules/quota.ts";
import { loadSqlite, type Sqlite } from "./driver/load-sqlite.ts";
import { openAsItIs } from "./driver/open-node-driver.ts";
import type { SqliteDriver } from "./driver/sqlite-driver.ts";
import { eraseFreed } from "./file/erase-freed.ts";
import { ErasureNote } from "./file/erasure-note.ts";
import { isUpToDate, usableVersion } from "./file/format.ts";
import { nodeFs } from "./file/node-fs.ts";
import { refuseForeign } from "./file/refuse-foreign.ts";
import { refuseOtherKinds } from "./file/refuse-other-kinds.ts";
import { sqliteFailureOf } from "./file/sqlite-failure.ts";
import { Store } from "./tables/store.ts";
import type { StoreBounds } from "./tables/tables.ts";

/** A bot at the file holds it for milliseconds. Who waits for this one is a person, not an update. */
const BUSY_MS = 5_000;

/** A bot may have been given greater bounds than the default ones, and nothing of it is to be thrown out here. */
const UNBOUNDED: StoreBounds = {
  maxItems: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  maxDeadLetters: Number.POSITIVE_INFINITY,
  maxPersons: Number.POSITIVE_INFINITY,
  maxDedupeKeys: Number.POSITIVE_INFINITY,
};

/**
 * The SQLite file of an outbox, looked into from outside while its bot runs or not. It is never made, brought to
 * another version or repaired here: that is the bot's business, which may be of another version of this package. What
 * is changed, a running bot sees within a second.
 *
 * Every method throws an `OutboxFileError` when the file cannot be used.
 */
export class OutboxFile {
  readonly #path: string;
  readonly #sqlite: Sqlite;
  readonly #note: ErasureNote;
  readonly #driver: SqliteDriver;
  readonly #store: Store;

  /** `busyMs`: how long to wait for a bot that holds it. @throws {OutboxFileError} it is not there, or is not one that this version of the package can use. */
  constructor(path: string, { busyMs = BUSY_MS }: { busyMs?: number } = {}) {
    this.#path = path;
    const sqlite = loadSqlite();
    if (sqlite === undefined) throw new OutboxFileError(path, "no-sqlite");
    this.#sqlite = sqlite;
    this.#note = new ErasureNote(path);
    if (!nodeFs().existsSync(path)) throw new OutboxFileError(path, "missing");
    [this.#driver, this.#store] = this.#explained(() => this.#open(sqlite, busyMs));
  }

  ledger(): Ledger {
    return this.#read((store) => store.tables.ledger.snapshot());
  }

  /** When the oldest waiting delivery was created, or undefined when none waits. */
  oldestPendingAt(destination: string): number | undefined {
    return this.#read((store) => store.oldestPendingAt(destination));
  }

  /** How many requests count in each of a key's windows, in their order. */
  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    return this.#read((store) => store.tables.quotaSlots.used(limits, steadyMs));
  }

  /**
   * Takes a request's place in its key's quota, so that the bots at this file know of it. To be ended by `endSlot`. It
   * may take the last one: beside a bot that uses its limit to the full, a person would never get an answer otherwise.
   */
  takeSlot(limits: QuotaLimits, steadyMs: number): SlotGrant {
    return this.#write((store) => store.tables.quotaSlots.take(limits, true, steadyMs));
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): void {
    this.#write((store) => store.tables.quotaSlots.end(slot, end, steadyMs));
    // An end is written with the transaction that follows it.
    this.#write(() => undefined);
  }

  /** Oldest first. */
  deadLetters(filter: DeadLetterFilter = {}): readonly DeadLetter[] {
    return this.#read((store) => store.tables.deadLetters.list(filter));
  }

  /** Sends a dead letter again, with a mended body if one is given (JSON text). False: there is no such letter. */
  retryDead(id: string, nowMs: number, body?: string): boolean {
    return this.#write((store) => store.entries.retryDead(id, nowMs, body));
  }

  /** Forgets a dead letter; it is counted as `purged`. False: there is no such letter. */
  dropDead(id: string): boolean {
    return this.#write((store) => store.dropDead(id));
  }

  /**
   * Forgets a person: waiting, dead and remembered. Their bytes are erased by `erase`, or by a bot that opens the file.
   */
  purgeUser(userId: string): ForgottenUser {
    this.#note.write();
    return this.#write((store) => store.purgeUser(userId));
  }

  /** Erases what was deleted and still stands in the file's bytes. False: another process kept it from that for 5 s. */
  erase(): boolean {
    const isErased = this.#explained(() => eraseFreed(this.#sqlite, this.#path, BUSY_MS));
    if (isErased) this.#note.remove();
    return isErased;
  }

  close(): void {
    this.#driver.close();
  }

  #open(sqlite: Sqlite, busyMs: number): [SqliteDriver, Store] {
    refuseOtherKinds(this.#path);
    refuseForeign(sqlite, this.#path);
    const driver = openAsItIs(sqlite, this.#path, { busyMs });
    try {
      if (usableVersion(driver) === 0) throw new OutboxFileError(this.#path, "empty");
      if (!isUpToDate(driver)) throw new OutboxFileError(this.#path, "older");
      // No id is made here, so that none needs a beginning.
      return [driver, new Store(driver, UNBOUNDED, "")];
    } catch (error) {
      driver.close();
      throw error;
    }
  }

  #read<T>(task: (store: Store) => T): T {
    return this.#explained(() => {
      this.#store.refresh();
      return task(this.#store);
    });
  }

  #write<T>(task: (store: Store) => T): T {
    return this.#explained(() => this.#store.write(() => task(this.#store)).result);
  }

  #explained<T>(task: () => T): T {
    try {
      return task();
    } catch (error) {
      const failure = sqliteFailureOf(error);
      if (failure === undefined) throw error;
      throw new OutboxFileError(this.#path, failure, error);
    }
  }
}
