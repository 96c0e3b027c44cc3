import type { Ports } from "../../../support/ports.ts";
import type { MaybePromise, OutboxEntry, PutResult } from "../../outbox.ts";
import type { Added } from "../tables/put-entries.ts";
import type { Store } from "../tables/store.ts";
import { PutBuffer, type PutInstead } from "./put-buffer.ts";
import { LeavingFileError, StuckFileError, sqliteFailureOf } from "./sqlite-failure.ts";
import type { StorePlace } from "./store-place.ts";
import type { Later, Waiting } from "./waiting-calls.ts";

export interface GroupCommitParts {
  file: Pick<StorePlace, "store" | "reopen" | "setAside">;
  ports: Pick<Ports, "nowMs" | "setTimer" | "soon">;
  /** Told for which destinations something was stored, and how many deliveries to each cannot be read. */
  tell(added: Added, corrupt: ReadonlyMap<string, number>): void;
}

/** More than these are stored in several transactions, so that other processes come in between. */
const LARGEST_GROUP = 1_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;
/** What waits for other processes longer than this, or is more than this, goes elsewhere. */
const BUSY_WITHIN_MS = 10_000;
const MOST_BUFFERED = 20_000;

/**
 * Brings what is put and what is done into the transactions of a file. What is put, and what can wait that long, is
 * gathered, and stored in one transaction before the event loop turns. While another process writes, everything waits in
 * line, in its order, and the bot goes on.
 */
export class GroupCommit {
  readonly #file: GroupCommitParts["file"];
  readonly #ports: GroupCommitParts["ports"];
  readonly #tell: GroupCommitParts["tell"];
  readonly #buffer = new PutBuffer();
  readonly #commits: Waiting[] = [];
  #later: Later[] = [];
  #cancelRetry: (() => void) | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #busySinceMs: number | undefined;
  #isCommitComing = false;
  #isClosed = false;

  constructor({ file, ports, tell }: GroupCommitParts) {
    this.#file = file;
    this.#ports = ports;
    this.#tell = tell;
  }

  put(entry: OutboxEntry, nowMs: number, instead?: PutInstead): Promise<PutResult> {
    if (this.#isClosed) return Promise.reject(closedError());
    this.#announceCommit();
    return this.#buffer.add(entry, nowMs, instead);
  }

  /** Does `task` with the next transaction, whatever that is for: before the event loop turns, if that is possible. */
  later(task: (store: Store) => void): Promise<void> {
    if (this.#isClosed) return Promise.reject(closedError());
    this.#announceCommit();
    return new Promise((resolve, reject) => this.#later.push({ task, resolve, reject }));
  }

  /** Whether what was put or is to be done later is not stored yet. */
  get hasUnstored(): boolean {
    return this.#buffer.size > 0 || this.#later.length > 0;
  }

  /** Reads what is in the file together with what was just put. */
  read<T>(task: (store: Store) => MaybePromise<T>): MaybePromise<T> {
    return this.#afterStored(() => {
      this.#file.store.refresh();
      return task(this.#file.store);
    });
  }

  /** The same for several statements: they see one state of the file, and nothing is to be done from within. */
  look<T>(task: (store: Store) => T): MaybePromise<T> {
    return this.#afterStored(() => {
      const { store } = this.#file;
      return store.look(() => task(store));
    });
  }

  /** Does `task` in one transaction with what was put before: at once, or when it is this call's turn. */
  do<T>(task: (store: Store) => T): MaybePromise<T> {
    if (this.#isClosed) throw closedError();
    if (this.#commits.length === 0) {
      const done = this.attempt(task);
      if (done !== undefined) return done.result;
    }
    return new Promise<T>((resolve, reject) => {
      const run = (): boolean => {
        const done = this.attempt(task);
        if (done !== undefined) resolve(done.result);
        return done !== undefined;
      };
      this.#commits.push({ run, reject });
      this.#retryLater();
    });
  }

  /** The same, unless something waits in line or another process writes. @throws what comes from the file */
  now<T extends object>(task: (store: Store) => T | undefined): T | undefined {
    return this.#isClosed || this.#commits.length > 0 ? undefined : this.attempt(task)?.result;
  }

  /**
   * The same now or never. Undefined: another process writes. What goes wrong with something that was put is that one's
   * alone: neither `task` nor what was put with it is to suffer for it. What the file does not take goes elsewhere at
   * once: whoever learns of that by `task` puts what comes next there too, and that is to be behind it.
   *
   * @throws everything else that goes wrong
   */
  attempt<T>(task: (store: Store) => T): { result: T } | undefined {
    try {
      return this.#attemptTogether(task);
    } catch (error) {
      if (!this.hasUnstored) throw error;
      this.#refuse(error);
      if (sqliteFailureOf(error) !== undefined) throw error;
      return this.#attemptTogether(task);
    }
  }

  #attemptTogether<T>(task: (store: Store) => T): { result: T } | undefined {
    try {
      return this.#withoutDamage(() => {
        while (this.#buffer.size > LARGEST_GROUP) this.#store(() => undefined);
        return { result: this.#store(task) };
      });
    } catch (error) {
      if (sqliteFailureOf(error) !== "busy") throw error;
      return undefined;
    }
  }

  /** Stores what was put, if that is possible now. Never throws: whoever put it is told. */
  commitQuietly(): void {
    if (this.#commits.length === 0) this.commitAtEnd();
  }

  /** The same at the end, when what has been waiting in line never gets its turn: what was put must not wait for it. */
  commitAtEnd(): void {
    if (!this.hasUnstored || this.#isClosed) return;
    try {
      this.attempt(() => undefined);
    } catch {}
  }

  /** Rejects all that waits. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry?.();
    this.#rejectAll(closedError());
  }

  #afterStored<T>(task: () => MaybePromise<T>): MaybePromise<T> {
    if (this.#isClosed) throw closedError();
    if (this.hasUnstored || this.#commits.length > 0) {
      const stored = this.do(() => undefined);
      if (stored instanceof Promise) return stored.then(() => this.#afterStored(task));
    }
    return this.#withoutDamage(task);
  }

  /** What was to be done later, the group of puts that comes next, and `task`, whole or not at all. */
  #store<T>(task: (store: Store) => T): T {
    const { store } = this.#file;
    const later = this.#later;
    const puts = this.#buffer.peek(LARGEST_GROUP);
    let results: PutResult[] = [];
    const { result, added, corrupt } = store.write(() => {
      for (const done of later) done.task(store);
      results = puts.map(({ entry, nowMs }) => store.entries.put(entry, nowMs));
      return task(store);
    });
    this.#busySinceMs = undefined;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#later = [];
    for (const { resolve } of later) resolve();
    this.#buffer.stored(results);
    this.#tell(added, corrupt);
    return result;
  }

  /** A file found damaged is replaced, and `task` done with the fresh one. */
  #withoutDamage<T>(task: () => T): T {
    try {
      return task();
    } catch (error) {
      if (error instanceof LeavingFileError) this.#file.reopen();
      else if (sqliteFailureOf(error) === "damaged") this.#file.setAside(error);
      else throw error;
      return task();
    }
  }

  #announceCommit(): void {
    if (this.#isCommitComing) return;
    this.#isCommitComing = true;
    this.#ports.soon(() => this.#commitSoon());
  }

  #commitSoon(): void {
    this.#isCommitComing = false;
    if (!this.hasUnstored || this.#commits.length > 0 || this.#isClosed) return;
    try {
      if (this.attempt(() => undefined) === undefined) this.#retryLater();
    } catch {
      // Whoever put it was told.
    }
  }

  /** Something is wrong with the file, or with one thing to be stored; then the others are not to suffer for it. */
  #refuse(error: unknown): void {
    const later = this.#takeLater();
    const puts = this.#buffer.take();
    if (sqliteFailureOf(error) !== undefined) {
      for (const { reject } of [...later, ...puts]) reject(error);
      return;
    }
    for (const { task, resolve, reject } of later) this.#doAlone(task, resolve, reject);
    for (const { entry, nowMs, resolve, reject } of puts) {
      this.#doAlone((store) => store.entries.put(entry, nowMs), resolve, reject);
    }
  }

  #doAlone<T>(task: (store: Store) => T, resolve: (result: T) => void, reject: (error: unknown) => void): void {
    try {
      const { store } = this.#file;
      const { result, added, corrupt } = store.write(() => task(store));
      resolve(result);
      this.#tell(added, corrupt);
    } catch (error) {
      reject(error);
    }
  }

  #retryLater(): void {
    if (this.#cancelRetry !== undefined) return;
    const nowMs = this.#ports.nowMs();
    this.#busySinceMs ??= nowMs;
    if (nowMs - this.#busySinceMs > BUSY_WITHIN_MS || this.#buffer.size > MOST_BUFFERED) {
      this.#busySinceMs = undefined;
      this.#rejectAll(new StuckFileError("another process keeps it locked"));
      return;
    }
    // It holds the process, for BUSY_WITHIN_MS at most: somebody waits for each of these.
    this.#cancelRetry = this.#ports.setTimer(() => this.#retry(), this.#pauseMs, true);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #retry(): void {
    this.#cancelRetry = undefined;
    this.#commitSoon();
    while (this.#cancelRetry === undefined) {
      const first = this.#commits[0];
      if (first === undefined) break;
      try {
        if (!first.run()) {
          this.#retryLater();
          return;
        }
      } catch (error) {
        first.reject(error);
      }
      this.#commits.shift();
    }
  }

  #rejectAll(error: Error): void {
    for (const { reject } of [...this.#takeLater(), ...this.#buffer.take(), ...this.#commits.splice(0)]) reject(error);
  }

  #takeLater(): Later[] {
    const later = this.#later;
    this.#later = [];
    return later;
  }
}

function closedError(): Error {
  return new Error("the outbox is closed");
}
