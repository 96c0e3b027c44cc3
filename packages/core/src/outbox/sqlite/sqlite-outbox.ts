import type { RequestEnd } from "../../delivery/outcome.ts";
import type { QuotaLimits } from "../../delivery/quota.ts";
import type { Ledger } from "../../ledger.ts";
import type { Ports } from "../../ports.ts";
import { swallowRejection } from "../../swallow-rejection.ts";
import type { Person } from "../../telegram/person.ts";
import type { DeadLetter, Delivery, NewDelivery } from "../delivery.ts";
import type {
  DeadLetterFilter,
  LeaseRequest,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxEntry,
  PutResult,
  Settlement,
  SlotGrant,
} from "../outbox.ts";
import { type BufferedPut, PutBuffer } from "./put-buffer.ts";
import { LeavingFileError, StuckFileError, sqliteFailureOf } from "./sqlite-failure.ts";
import type { Store } from "./store.ts";
import type { StoreFile } from "./store-file.ts";

export interface SqliteOutboxParts {
  file: StoreFile;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "setTimer" | "soon" | "onExit">;
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
const LOOK_EVERY_MS = 1_000;
const PAGES_GIVEN_BACK = 256;
/** When the process ends there is no later. */
const LAST_WAIT_MS = 500;

/**
 * An outbox in an SQLite file, shared by the processes of one machine. What is put is gathered and stored in one
 * transaction before the event loop turns. While another process writes, calls wait in line, and the bot goes on.
 */
export class SqliteOutbox implements Outbox {
  readonly kind = "sqlite";
  readonly #file: StoreFile;
  readonly #ports: SqliteOutboxParts["ports"];
  readonly #buffer = new PutBuffer();
  readonly #line: Waiting[] = [];
  readonly #listeners: ((destination: string) => void)[] = [];
  readonly #cancelOnExit: () => void;
  #cancelLook = (): void => {};
  #cancelRetry: (() => void) | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #busySinceMs: number | undefined;
  #isCommitComing = false;
  #timesRefreshed = 0;
  #lastLedger: Ledger = {};
  #isClosed = false;

  constructor({ file, ports }: SqliteOutboxParts) {
    this.#file = file;
    this.#ports = ports;
    this.#cancelOnExit = ports.onExit(() => this.#commitAtExit());
    this.#lookAround();
  }

  put(entry: OutboxEntry, nowMs: number): Promise<PutResult> {
    if (this.#isClosed) return Promise.reject(closedError());
    if (!this.#isCommitComing) {
      this.#isCommitComing = true;
      this.#ports.soon(() => this.#commitSoon());
    }
    return this.#buffer.add(entry, nowMs);
  }

  next(destination: string, nowMs: number): MaybePromise<NextUp> {
    return this.#read(nowMs, (store) => {
      const next = store.next(destination, nowMs);
      if (next !== undefined) return next;
      return this.#do(nowMs, (current) => {
        current.passTime(destination, nowMs);
        return current.next(destination, nowMs) ?? { kind: "none" };
      });
    });
  }

  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]> {
    return this.#do(request.nowMs, (store) => store.lease(request));
  }

  settle(settlements: readonly Settlement[], nowMs: number): MaybePromise<void> {
    // An answer that comes after the end: the lease will run out, and it counts as lost.
    if (this.#isClosed) return;
    return this.#do(nowMs, (store) => store.settle(settlements, nowMs));
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, nowMs: number): MaybePromise<SlotGrant> {
    return this.#read(nowMs, (store) => {
      // Mostly there is no room, and that is known without a transaction.
      const atMs = store.slots.freeAt(limits, urgent, nowMs);
      if (atMs > nowMs) return { granted: false, atMs };
      return this.#do(nowMs, (current) => current.takeSlot(limits, urgent, nowMs));
    });
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): MaybePromise<void> {
    if (this.#isClosed) return;
    // Known at once. If it cannot be written now, it will be with whatever is written next.
    this.#file.store.slots.end(slot, end, steadyMs);
    return this.#do(steadyMs, () => undefined);
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    this.#refreshQuietly();
    return this.#glance((store) => store.slots.used(limits, steadyMs)) ?? limits.windows.map(() => 0);
  }

  ledger(): Ledger {
    this.#commitQuietly();
    this.#refreshQuietly();
    this.#lastLedger = this.#glance((store) => store.ledger()) ?? this.#lastLedger;
    return this.#lastLedger;
  }

  oldestPendingAt(destination: string): number | undefined {
    if (this.#isClosed) return undefined;
    this.#commitQuietly();
    this.#refreshQuietly();
    return this.#glance((store) => store.oldestPendingAt(destination));
  }

  deadLetters(filter: DeadLetterFilter = {}): MaybePromise<readonly DeadLetter[]> {
    return this.#read(this.#ports.nowMs(), (store) => store.deadLetters(filter));
  }

  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean> {
    return this.#do(nowMs, (store) => store.retryDead(id, nowMs, body));
  }

  dropDead(id: string): MaybePromise<boolean> {
    return this.#do(this.#ports.nowMs(), (store) => store.dropDead(id));
  }

  purgeUser(userId: string): MaybePromise<number> {
    return this.#do(this.#ports.nowMs(), (store) => store.purgeUser(userId));
  }

  onReady(listener: (destination: string) => void): void {
    this.#listeners.push(listener);
    // What an earlier process left.
    for (const destination of this.#glance((store) => store.waiting()) ?? []) listener(destination);
  }

  /** Whether a delivery was recorded before; as far as the file can be read. */
  knows(delivery: NewDelivery, nowMs: number): boolean {
    return this.#glance((store) => store.knows(delivery, nowMs)) ?? false;
  }

  /** What is known of a person; as far as the file can be read. */
  person(botId: string, userId: string): Person | undefined {
    return this.#glance((store) => store.person(botId, userId));
  }

  /** Whether what a user does next belongs behind something here; as far as the file can be read. */
  holdsBack(userId: string): boolean {
    return this.#glance((store) => store.holdsBack(userId)) ?? false;
  }

  /** A slot whose use is only known to this process until the file can be written again. */
  takeSlotUnwritten(limits: QuotaLimits, urgent: boolean, steadyMs: number, random: () => number): SlotGrant {
    return this.#file.store.slots.take(limits, urgent, steadyMs, { random });
  }

  endSlotUnwritten(slot: string, end: RequestEnd, steadyMs: number): void {
    if (!this.#isClosed) this.#file.store.slots.end(slot, end, steadyMs);
  }

  /**
   * Whether the file takes what is written to it: remembers the entries, which were stored elsewhere, and settles.
   *
   * @throws what keeps it from being written
   */
  catchUp(entries: readonly BufferedPut["entry"][], settlements: readonly Settlement[], nowMs: number): boolean {
    const done = this.#attempt(nowMs, (store) => {
      store.touch();
      for (const entry of entries) store.learn(entry, nowMs);
      store.settle(settlements, nowMs);
      return true;
    });
    return done !== undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.ledger();
    this.#glance((store) => store.close(this.#ports.nowMs()));
    this.#isClosed = true;
    this.#cancelOnExit();
    this.#cancelLook();
    this.#cancelRetry?.();
    for (const { reject } of [...this.#buffer.take(), ...this.#line.splice(0)]) reject(closedError());
    this.#file.close();
  }

  /** Reads what is in the file together with what was just put. */
  #read<T>(nowMs: number, task: (store: Store) => MaybePromise<T>): MaybePromise<T> {
    if (this.#isClosed) throw closedError();
    if (this.#buffer.size > 0 || this.#line.length > 0) {
      const stored = this.#do(nowMs, () => undefined);
      if (stored instanceof Promise) return stored.then(() => this.#read(nowMs, task));
    }
    return this.#withoutDamage(() => {
      this.#file.store.refresh();
      return task(this.#file.store);
    });
  }

  /** Does `task` in one transaction with what was put before: at once, or when it is this call's turn. */
  #do<T>(nowMs: number, task: (store: Store) => T): MaybePromise<T> {
    if (this.#isClosed) throw closedError();
    if (this.#line.length === 0) {
      const done = this.#attempt(nowMs, task);
      if (done !== undefined) return done.result;
    }
    return new Promise<T>((resolve, reject) => {
      const run = (): boolean => {
        const done = this.#attempt(nowMs, task);
        if (done !== undefined) resolve(done.result);
        return done !== undefined;
      };
      this.#line.push({ run, reject });
      this.#retryLater();
    });
  }

  /** Undefined: another process writes. @throws everything else that goes wrong */
  #attempt<T>(nowMs: number, task: (store: Store) => T): { result: T } | undefined {
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
      if (this.#attempt(this.#ports.nowMs(), () => undefined) === undefined) this.#retryLater();
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
        const { result, added } = store.write(put.nowMs, () => store.put(put.entry, put.nowMs));
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
      const stuck = new StuckFileError("another process keeps it locked");
      for (const { reject } of [...this.#buffer.take(), ...this.#line.splice(0)]) reject(stuck);
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

  /** Once a second: what other processes have put, own requests that take long, space to give back. */
  #lookAround(): void {
    this.#cancelLook = this.#ports.setTimer(() => this.#lookAround(), LOOK_EVERY_MS, false);
    try {
      const { store } = this.#file;
      store.refresh();
      // Any call may have taken in what was new, for one destination of several. Those for which nothing waits any more
      // are told too: a flush may be waiting for what another process had leased.
      if (store.timesRefreshed !== this.#timesRefreshed) this.#tell(store.accounts.map(({ name }) => name));
      this.#timesRefreshed = store.timesRefreshed;
      const steadyMs = this.#ports.steadyMs();
      if (store.slots.needRenewal(steadyMs)) {
        swallowRejection(
          this.#do(steadyMs, () => store.slots.renew(steadyMs)),
          () => {},
        );
      }
      this.#file.giveBackSpace(PAGES_GIVEN_BACK);
    } catch {
      // Whatever it is, the next call meets it too and deals with it.
    }
  }

  #glance<T>(task: (store: Store) => T): T | undefined {
    try {
      return this.#isClosed ? undefined : task(this.#file.store);
    } catch {
      return undefined;
    }
  }

  #commitQuietly(): void {
    if (this.#buffer.size === 0 || this.#line.length > 0 || this.#isClosed) return;
    try {
      this.#attempt(this.#ports.nowMs(), () => undefined);
    } catch {
      // The commit that is coming meets it too.
    }
  }

  #refreshQuietly(): void {
    try {
      if (!this.#isClosed) this.#file.store.refresh();
    } catch {
      // What was known last is better than nothing.
    }
  }

  #commitAtExit(): void {
    if (this.#buffer.size === 0) return;
    try {
      this.#file.waitFor(LAST_WAIT_MS);
    } catch {}
    this.#commitQuietly();
  }

  #tell(destinations: readonly string[]): void {
    for (const destination of destinations) for (const listener of this.#listeners) listener(destination);
  }
}

function storePut(store: Store, { entry, nowMs }: BufferedPut): PutResult {
  return store.put(entry, nowMs);
}

function closedError(): Error {
  return new Error("the outbox is closed");
}
