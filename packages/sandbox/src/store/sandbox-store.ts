import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openDatabase } from "../database/open-database.ts";
import { describeStoreFailure } from "../database/store-failure.ts";
import { KeyBook } from "../keys/key-book.ts";
import { FileVeil, type KeyVeil, NO_VEIL } from "../keys/key-veil.ts";
import { FactBook } from "./fact-book.ts";
import { LinkBook } from "./link-book.ts";
import { MarkBook } from "./mark-book.ts";
import { PersonBook } from "./person-book.ts";
import { RequestTable } from "./request-table.ts";
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
  maxMarks?: number;
  /** The keys that may stand in no file. */
  knownKeys?: () => Iterable<string>;
}

export const DEFAULT_MAX_AGE_MS: number = 30 * 86_400_000;

/** What a sandbox remembers, in memory or in a file. */
export class SandboxStore {
  readonly db: DatabaseSync;
  readonly file: string | undefined;
  readonly keys: KeyBook;
  readonly requests: RequestTable;
  readonly facts: FactBook;
  readonly people: PersonBook;
  readonly marks: MarkBook;
  readonly links: LinkBook;
  /** Takes keys out of what is written. */
  readonly veil: KeyVeil;
  readonly #sweeper: Sweeper;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;

  constructor(options: StoreOptions = {}) {
    const { file, knownKeys = () => [] } = options;
    const db = openDatabase(file);
    this.db = db;
    this.file = file;
    this.veil = file === undefined ? NO_VEIL : new FileVeil(knownKeys);
    this.keys = new KeyBook(db);
    this.requests = new RequestTable(db, this.keys, options.maxRequests ?? 100_000);
    this.facts = new FactBook(db, this.veil, options.maxFacts ?? 1_000_000, options.maxFactBytes ?? 256 * 1024 * 1024);
    this.people = new PersonBook(db, this.veil, options.maxPeople ?? 100_000);
    this.marks = new MarkBook(db, options.maxMarks ?? 100_000);
    this.links = new LinkBook(db);
    const bounded = [this.requests, this.facts, this.people, this.marks];
    this.#sweeper = new Sweeper(options.maxAgeMs ?? DEFAULT_MAX_AGE_MS, [
      ...bounded.map((book) => (beforeMs: number, max: number) => book.dropOlder(beforeMs, max)),
      () => this.keys.dropUnused(),
    ]);
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /**
   * Writes all of what `work` writes, or nothing of it, and lets go of something that is too old.
   *
   * @throws what `work` throws, and an error that names the file when it could not be written.
   */
  write<Result>(nowMs: number, work: () => Result): Result {
    try {
      this.#begin.run();
      const result = work();
      this.#sweeper.step(nowMs);
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.#rollback.run();
      this.#recount();
      throw this.#explain(error);
    }
  }

  /** Forgets requests, facts, people and marks; keeps links, and the names of keys. */
  clear(): void {
    this.requests.clear();
    this.facts.clear();
    this.people.clear();
    this.marks.clear();
    this.keys.clearChatUrls();
  }

  /** Lets go of the file. What is in memory alone stays readable. */
  close(): void {
    if (this.file !== undefined && this.db.isOpen) this.db.close();
  }

  /** What was counted up within a transaction that was undone. */
  #recount(): void {
    for (const book of [this.requests, this.facts, this.people, this.marks]) book.recount();
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
