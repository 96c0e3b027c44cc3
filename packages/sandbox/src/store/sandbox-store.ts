import type { DatabaseSync, StatementSync } from "node:sqlite";
import { SecretFinder } from "@bot-tracker/core/outbox-kit";
import { DatabaseSize } from "../database/database-size.ts";
import { openDatabase } from "../database/open-database.ts";
import { saveIfDeleted } from "../database/save-if-deleted.ts";
import { describeStoreFailure } from "../database/store-failure.ts";
import { KeyRedaction } from "../keys/key-redaction.ts";
import { StoredKeys } from "../keys/stored-keys.ts";
import { Facts } from "./facts.ts";
import { Links } from "./links.ts";
import { People } from "./people.ts";
import { Requests } from "./requests.ts";
import { SeenIds } from "./seen-ids.ts";
import { Sweeper } from "./sweeper.ts";

export interface StoreOptions {
  /** Left out: in memory, gone with the process. */
  file?: string | undefined;
  /** Default 100,000. */
  maxRequests?: number;
  /** Default 30 days. */
  maxAgeMs?: number;
  /** Of all keys together. Default 1,000,000. */
  maxFacts?: number;
  /** The texts of all facts together. Default 256 MiB. */
  maxFactBytes?: number;
  /** Of one key of a service. Default 100,000. */
  maxPeople?: number;
  /** Of one key of a service. Default 100,000. */
  maxSeenIds?: number;
  /** All of it together, as SQLite holds it. Default 512 MiB. */
  maxBytes?: number;
  /** Finds the keys that may stand in no file. */
  knownKeys?: Pick<SecretFinder, "find">;
}

export const DEFAULT_MAX_BYTES: number = 512 * 1024 * 1024;
/** The share of the rows of each table that goes when everything together is too large. */
const SHED_SHARE = 1 / 64;

export const DEFAULT_MAX_AGE_MS: number = 30 * 86_400_000;

/** What a sandbox remembers, in memory or in a file. */
export class SandboxStore {
  readonly db: DatabaseSync;
  readonly file: string | undefined;
  readonly keys: StoredKeys;
  readonly requests: Requests;
  readonly facts: Facts;
  readonly people: People;
  readonly seenIds: SeenIds;
  readonly links: Links;
  /** Replaces keys in what is written. */
  readonly redaction: KeyRedaction;
  readonly #sweeper: Sweeper;
  readonly #size: DatabaseSize;
  readonly #maxBytes: number;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;

  constructor(options: StoreOptions = {}) {
    const { file, knownKeys = new SecretFinder() } = options;
    const db = openDatabase(file);
    this.db = db;
    this.file = file;
    this.redaction = new KeyRedaction(knownKeys, file === undefined);
    this.keys = new StoredKeys(db);
    this.requests = new Requests(db, this.keys, options.maxRequests ?? 100_000);
    this.facts = new Facts(
      db,
      this.redaction,
      options.maxFacts ?? 1_000_000,
      options.maxFactBytes ?? 256 * 1024 * 1024,
    );
    this.people = new People(db, this.redaction, options.maxPeople ?? 100_000);
    this.seenIds = new SeenIds(db, options.maxSeenIds ?? 100_000);
    this.links = new Links(db);
    const bounded = [this.requests, this.facts, this.people, this.seenIds];
    this.#sweeper = new Sweeper(options.maxAgeMs ?? DEFAULT_MAX_AGE_MS, [
      ...bounded.map((table) => (beforeMs: number, max: number) => table.dropOlder(beforeMs, max)),
      () => this.keys.dropUnused(),
    ]);
    this.#size = new DatabaseSize(db);
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /**
   * Writes all of what `work` writes, or nothing, and deletes something that is too old.
   *
   * @throws what `work` throws, and an error that names the file when it could not be written.
   */
  write<Result>(nowMs: number, work: () => Result): Result {
    try {
      this.#begin.run();
      const result = work();
      this.#sweeper.step(nowMs);
      if (this.#size.usedBytes() > this.#maxBytes) this.#shed();
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.#rollback.run();
      this.#recount();
      throw this.#explain(error);
    }
  }

  /** Forgets requests, facts, people, seen ids and what ads are made up to cost; keeps links, and the names of keys. */
  clear(): void {
    this.db.exec("DELETE FROM costs WHERE made_up = 1");
    this.requests.clear();
    this.facts.clear();
    this.people.clear();
    this.seenIds.clear();
    this.keys.clearChatUrls();
  }

  /** Closes the file. What is only in memory stays readable. */
  close(): void {
    if (this.file === undefined || !this.db.isOpen) return;
    saveIfDeleted(this.db, this.file);
    this.db.close();
  }

  /** Deletes the oldest of each table until everything fits. */
  #shed(): void {
    const tables = [this.requests, this.facts, this.people, this.seenIds];
    let dropped = 1;
    while (dropped > 0 && this.#size.usedBytes() > this.#maxBytes) {
      dropped = 0;
      for (const table of tables) {
        dropped += table.dropOlder(Number.MAX_SAFE_INTEGER, Math.ceil(table.rowCount() * SHED_SHARE));
      }
      this.keys.shed();
    }
  }

  /** What was counted up within a transaction that was undone. */
  #recount(): void {
    for (const table of [this.requests, this.facts, this.people, this.seenIds]) table.recount();
  }

  #explain(error: unknown): unknown {
    if (this.file === undefined || (error as NodeJS.ErrnoException).code !== "ERR_SQLITE_ERROR") return error;
    return new Error(describeStoreFailure(error, this.file), { cause: error });
  }
}

/** @throws {SandboxError} when the file cannot be used. It is left as it was. */
export function openStore(options: StoreOptions = {}): SandboxStore {
  return new SandboxStore(options);
}
