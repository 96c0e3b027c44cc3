import type { Ports } from "../../ports.ts";
import type { MaybePromise, OutboxEntry, PutResult } from "../outbox.ts";
import type { Added } from "./intake.ts";
import { type BufferedPut, PutBuffer } from "./put-buffer.ts";
import { LeavingFileError, StuckFileError, sqliteFailureOf } from "./sqlite-failure.ts";
import type { Store } from "./store.ts";
import type { StoreFile } from "./store-file.ts";

export interface WriteLineParts {
  file: StoreFile;
  ports: Pick<Ports, "nowMs" | "setTimer" | "soon">;
  /** Told for which destinations something was stored. */
  tell(added: Added): void;
}

/** A call that waits until no other process writes. */
interface Waiting {
  run(): boolean;
  reject(error: unknown): void;
}

/** More than these are stored in several transactions, so that other processes come in between. */
const LARGEST_GROUP = 1_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;
/** What waits for other processes longer than this, or is more than this, goes elsewhere. */
const BUSY_WITHIN_MS = 10_000;
const MOST_BUFFERED = 20_000;

/**
 * Brings what is put and what is done into the transactions of a file. What is put is gathered, and stored in one
 * transaction before the event loop turns. While another process writes, everything waits in line, in its order, and
 * the bot goes on.
 */
export class WriteLine {
  readonly #file: StoreFile;
  readonly #ports: WriteLineParts["ports"];
  readonly #tell: WriteLineParts["tell"];
  readonly #buffer = new PutBuffer();
  readonly #line: Waiting[] = [];
  #cancelRetry: (() => void) | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #busySinceMs: number | undefined;
  #isCommitComing = false;
  #isClosed = false;

  constructor({ file, ports, tell }: WriteLineParts) {
    this.#file = file;
    this.#ports = ports;
    this.#tell = tell;
  }

  put(entry: OutboxEntry, nowMs: number): Promise<PutResult> {
    if (this.#isClosed) return Promise.reject(closedError());
    if (!this.#isCommitComing) {
      this.#isCommitComing = true;
      this.#ports.soon(() => this.#commitSoon());
    }
    return this.#buffer.add(entry, nowMs);
  }

  /** Whether what was put is not stored yet. */
  get hasPuts(): boolean {
    return this.#buffer.size > 0;
  }

  /** Reads what is in the file together with what was just put. */
  read<T>(nowMs: number, task: (store: Store) => MaybePromise<T>): MaybePromise<T> {
    if (this.#isClosed) throw closedError();
    if (this.#buffer.size > 0 || this.#line.length > 0) {
      const stored = this.do(nowMs, () => undefined);
      if (stored instanceof Promise) return stored.then(() => this.read(nowMs, task));
    }
    return this.#withoutDamage(() => {
      this.#file.store.refresh();
      return task(this.#file.store);
    });
  }

  /** Does `task` in one transaction with what was put before: at once, or when it is this call's turn. */
  do<T>(nowMs: number, task: (store: Store) => T): MaybePromise<T> {
    if (this.#isClosed) throw closedError();
    if (this.#line.length === 0) {
      const done = this.attempt(nowMs, task);
      if (done !== undefined) return done.result;
    }
    return new Promise<T>((resolve, reject) => {
      const run = (): boolean => {
        const done = this.attempt(nowMs, task);
        if (done !== undefined) resolve(done.result);
        return done !== undefined;
      };
      this.#line.push({ run, reject });
      this.#retryLater();
    });
  }

  /** The same now or never. Undefined: another process writes. @throws everything else that goes wrong */
  attempt<T>(nowMs: number, task: (store: Store) => T): { result: T } | undefined {
    try {
      return this.#withoutDamage(() => {
        while (this.#buffer.size > LARGEST_GROUP) this.#store(nowMs, () => undefined);
        return { result: this.#store(nowMs, task) };
      });
    } catch (error) {
      if (sqliteFailureOf(error) !== "busy") throw error;
      return undefined;
    }
  }

  /** Stores what was put, if that is possible now. Never throws: the commit that is coming meets the same. */
  commitQuietly(): void {
    if (this.#buffer.size === 0 || this.#line.length > 0 || this.#isClosed) return;
    try {
      this.attempt(this.#ports.nowMs(), () => undefined);
    } catch {}
  }

  /** Rejects all that waits. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry?.();
    this.#rejectAll(closedError());
  }

  /** The group of puts that comes next, and `task`, whole or not at all. */
  #store<T>(nowMs: number, task: (store: Store) => T): T {
    const { store } = this.#file;
    const puts = this.#buffer.peek(LARGEST_GROUP);
    let results: PutResult[] = [];
    const { result, added } = store.write(nowMs, () => {
      results = puts.map((put) => storePut(store, put));
      return task(store);
    });
    this.#busySinceMs = undefined;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#buffer.stored(results);
    this.#tell(added);
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

  #commitSoon(): void {
    this.#isCommitComing = false;
    if (this.#buffer.size === 0 || this.#line.length > 0 || this.#isClosed) return;
    try {
      if (this.attempt(this.#ports.nowMs(), () => undefined) === undefined) this.#retryLater();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Something is wrong with the file, or with one of the puts; then the others are not to suffer for it. */
  #refuse(error: unknown): void {
    const puts = this.#buffer.take();
    const isOneOfThem = sqliteFailureOf(error) === undefined;
    for (const put of puts) {
      if (!isOneOfThem) {
        put.reject(error);
        continue;
      }
      try {
        const { store } = this.#file;
        const { result, added } = store.write(put.nowMs, () => storePut(store, put));
        put.resolve(result);
        this.#tell(added);
      } catch (itsOwn) {
        put.reject(itsOwn);
      }
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
      const first = this.#line[0];
      if (first === undefined) break;
      try {
        if (!first.run()) {
          this.#retryLater();
          return;
        }
      } catch (error) {
        first.reject(error);
      }
      this.#line.shift();
    }
  }

  #rejectAll(error: Error): void {
    for (const { reject } of [...this.#buffer.take(), ...this.#line.splice(0)]) reject(error);
  }
}

function storePut(store: Store, { entry, nowMs }: BufferedPut): PutResult {
  return store.put(entry, nowMs);
}

function closedError(): Error {
  return new Error("the outbox is closed");
}
