import type { RequestEnd } from "../../delivery/outcome.ts";
import type { QuotaLimits } from "../../delivery/quota.ts";
import { addLedgers, emptyLedgerEntry, type Ledger } from "../../ledger.ts";
import type { Messages } from "../../messages.ts";
import type { Ports } from "../../ports.ts";
import type { DeadLetter, Delivery } from "../delivery.ts";
import type { MemoryOutbox } from "../memory-outbox.ts";
import type {
  DeadLetterFilter,
  LeaseRequest,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxEntry,
  PutResult,
  PutStatus,
  Settlement,
  SlotGrant,
} from "../outbox.ts";
import { comesBefore, nextOfBoth } from "./next-of-both.ts";
import { sqliteFailureOf } from "./sqlite-failure.ts";
import type { SqliteOutbox } from "./sqlite-outbox.ts";

export interface StandbyOutboxParts {
  file: SqliteOutbox;
  /** Names the file in messages. */
  path: string;
  makeMemory(): MemoryOutbox;
  ports: Pick<Ports, "nowMs" | "random" | "setTimer">;
  messages: Pick<Messages, "error" | "warn" | "forget">;
}

const FIRST_TRY_AFTER_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** What is to be written down later is bounded, as everything in memory is. */
const MAX_NOTES = 50_000;

/**
 * An SQLite outbox with memory standing by. When the file cannot be written (a full disk, an I/O error), new deliveries
 * are kept in memory and sent from there; what is in the file waits until it can be written again, and so does what
 * belongs behind it.
 */
export class StandbyOutbox implements Outbox {
  readonly #parts: StandbyOutboxParts;
  readonly #file: SqliteOutbox;
  /** Made when it is first needed. It stays, as what was put into it may still be under way. */
  #memory: MemoryOutbox | undefined;
  readonly #listeners: ((destination: string) => void)[] = [];
  #isFailing = false;
  #pauseMs = FIRST_TRY_AFTER_MS;
  #cancelTry = (): void => {};
  /** What belongs behind something in the file, with the time it came. */
  #held: { entry: OutboxEntry; nowMs: number }[] = [];
  /** What was stored in memory, and is to be known by the file. */
  #learned: OutboxEntry[] = [];
  #settlements: Settlement[] = [];
  /** People of whom the memory knows what the file does. */
  readonly #introduced = new Set<string>();

  constructor(parts: StandbyOutboxParts) {
    this.#parts = parts;
    this.#file = parts.file;
  }

  /** Where new deliveries go at present. */
  get kind(): "sqlite" | "memory-standby" {
    return this.#isFailing ? "memory-standby" : "sqlite";
  }

  put(entry: OutboxEntry, nowMs: number): MaybePromise<PutResult> {
    if (this.#isFailing) return this.#putAside(entry, nowMs);
    if (this.#memory !== undefined && this.#belongsTo(this.#memory, entry)) return this.#memory.put(entry, nowMs);
    return this.#file.put(entry, nowMs).catch((error: unknown) => {
      this.#fail(error);
      return this.#putAside(entry, nowMs);
    });
  }

  next(destination: string, nowMs: number): MaybePromise<NextUp> {
    const aside = this.#memory?.next(destination, nowMs) ?? { kind: "none" };
    return this.#fromFile<NextUp>(
      () => {
        const next = this.#file.next(destination, nowMs);
        return next instanceof Promise ? next.then((known) => nextOfBoth(known, aside)) : nextOfBoth(next, aside);
      },
      () => aside,
    );
  }

  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]> {
    const memory = this.#memory;
    const aside = memory?.next(request.destination, request.nowMs);
    if (memory === undefined || aside?.kind !== "ready") {
      return this.#fromFile<readonly Delivery[]>(
        () => this.#file.lease(request),
        () => [],
      );
    }
    // What is in memory is what would be lost, so that it goes first among equals.
    const fromMemory = (): readonly Delivery[] => memory.lease(request);
    return this.#fromFile(() => {
      const next = this.#file.next(request.destination, request.nowMs);
      const choose = (known: NextUp): MaybePromise<readonly Delivery[]> =>
        comesBefore(known, aside) ? this.#file.lease(request) : fromMemory();
      return next instanceof Promise ? next.then(choose) : choose(next);
    }, fromMemory);
  }

  settle(settlements: readonly Settlement[], nowMs: number): MaybePromise<void> {
    this.#memory?.settle(settlements, nowMs);
    return this.#fromFile(
      () => this.#file.settle(settlements, nowMs),
      () => {
        if (this.#settlements.length < MAX_NOTES) this.#settlements.push(...settlements);
      },
    );
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): MaybePromise<SlotGrant> {
    return this.#fromFile(
      () => this.#file.takeSlot(limits, urgent, steadyMs),
      () => this.#file.takeSlotUnwritten(limits, urgent, steadyMs, this.#parts.ports.random),
    );
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): MaybePromise<void> {
    // The file's part remembers by itself what it cannot write, and ignores what it was told before.
    return this.#fromFile(
      () => this.#file.endSlot(slot, end, steadyMs),
      () => this.#file.endSlotUnwritten(slot, end, steadyMs),
    );
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    return this.#file.quotaUsed(limits, steadyMs);
  }

  ledger(): Ledger {
    const ledger = addLedgers(this.#file.ledger(), this.#memory?.ledger() ?? {});
    for (const { entry } of this.#held) {
      for (const item of entry.items) {
        const name = item.kind === "drop" ? item.destination : item.delivery.destination;
        const account = ledger[name] ?? emptyLedgerEntry();
        ledger[name] = { ...account, accepted: account.accepted + 1, pending: account.pending + 1 };
      }
    }
    return ledger;
  }

  oldestPendingAt(destination: string): number | undefined {
    const moments = [this.#file.oldestPendingAt(destination), this.#memory?.oldestPendingAt(destination)];
    const known = moments.filter((atMs) => atMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const aside = this.#memory?.deadLetters(filter) ?? [];
    const { limit = 100 } = filter;
    return [...(await this.#file.deadLetters(filter)), ...aside].slice(0, limit);
  }

  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean> {
    return this.#memory?.retryDead(id, nowMs, body) === true || this.#file.retryDead(id, nowMs, body);
  }

  dropDead(id: string): MaybePromise<boolean> {
    return this.#memory?.dropDead(id) === true || this.#file.dropDead(id);
  }

  async purgeUser(userId: string): Promise<number> {
    const isTheirs = (item: OutboxEntry["items"][number]): boolean =>
      item.kind !== "drop" && item.delivery.userId === userId;
    const held = this.#held.filter(({ entry }) => entry.items.some(isTheirs));
    this.#held = this.#held.filter((each) => !held.includes(each));
    this.#learned = this.#learned.filter(({ person }) => person?.userId !== userId);
    const aside = this.#memory?.purgeUser(userId) ?? 0;
    return aside + held.length + (await this.#file.purgeUser(userId));
  }

  onReady(listener: (destination: string) => void): void {
    this.#listeners.push(listener);
    this.#file.onReady(listener);
    this.#memory?.onReady(listener);
  }

  close(): void {
    this.#cancelTry();
    if (this.#isFailing) this.#tryAgain();
    this.#cancelTry();
    let pending = this.#held.length;
    for (const entry of Object.values(this.#memory?.ledger() ?? {})) pending += entry.pending;
    if (pending > 0) {
      this.#parts.messages.warn(
        "lost",
        `${pending} deliveries that could not be written to ${this.#parts.path} are lost.`,
      );
    }
    this.#file.close();
  }

  /** Stores an entry while the file takes nothing. */
  #putAside(entry: OutboxEntry, nowMs: number): PutResult {
    const known = entry.items.map((item) => item.kind !== "drop" && this.#file.knows(item.delivery, nowMs));
    const isRepeated = known.includes(true) && entry.items.every((item, index) => item.kind === "drop" || known[index]);
    if (isRepeated) return { statuses: entry.items.map(() => "duplicate"), overflowed: [] };
    const fresh: OutboxEntry = { ...entry, items: entry.items.filter((_item, index) => !known[index]) };
    const result = this.#belongsTo(this.#file, fresh) ? this.#hold(fresh, nowMs) : this.#remember(fresh, nowMs);
    const statuses = [...result.statuses];
    return {
      ...result,
      statuses: known.map((isKnown): PutStatus => (isKnown ? "duplicate" : (statuses.shift() ?? "dropped"))),
    };
  }

  #hold(entry: OutboxEntry, nowMs: number): PutResult {
    if (this.#held.length >= MAX_NOTES) return this.#remember(entry, nowMs);
    this.#held.push({ entry, nowMs });
    return { statuses: entry.items.map((item) => (item.kind === "drop" ? "dropped" : "stored")), overflowed: [] };
  }

  #remember(entry: OutboxEntry, nowMs: number): PutResult {
    const memory = this.#standby();
    if (entry.person !== undefined) this.#introduce(memory, entry.person, nowMs);
    if (this.#learned.length < MAX_NOTES) this.#learned.push(entry);
    return memory.put(entry, nowMs);
  }

  /** Tells the memory what the file knows of a person, so that it reports no stop twice. */
  #introduce(memory: MemoryOutbox, { botId, userId }: NonNullable<OutboxEntry["person"]>, nowMs: number): void {
    const name = `${botId}:${userId}`;
    if (this.#introduced.has(name)) return;
    if (this.#introduced.size >= MAX_NOTES) this.#introduced.clear();
    this.#introduced.add(name);
    const person = this.#file.person(botId, userId);
    if (person === undefined) return;
    const change = { kind: person.blocked ? "stop" : "start", date: person.seenAt } as const;
    memory.put({ items: [], person: { botId, userId, change } }, nowMs);
  }

  /** Whether anything in an entry has to go behind something of its user's that is in there. */
  #belongsTo(outbox: { holdsBack(userId: string): boolean }, { items }: OutboxEntry): boolean {
    return items.some(
      (item) => item.kind === "deliver" && item.delivery.userId !== undefined && outbox.holdsBack(item.delivery.userId),
    );
  }

  #fromFile<T>(task: () => MaybePromise<T>, instead: () => MaybePromise<T>): MaybePromise<T> {
    if (this.#isFailing) return instead();
    const failed = (error: unknown): MaybePromise<T> => {
      this.#fail(error);
      return instead();
    };
    try {
      const result = task();
      return result instanceof Promise ? result.catch(failed) : result;
    } catch (error) {
      return failed(error);
    }
  }

  /** @throws the error itself if it does not come from the file */
  #fail(error: unknown): void {
    if (sqliteFailureOf(error) === undefined) throw error;
    if (this.#isFailing) return;
    this.#isFailing = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#parts.messages.error(
      "outbox-file",
      `The outbox ${this.#parts.path} cannot be written (${why}). New deliveries are kept in memory meanwhile, and are ` +
        "lost if the process ends; what is in the file waits.",
    );
    this.#tryLater();
  }

  #tryLater(): void {
    this.#cancelTry = this.#parts.ports.setTimer(() => this.#tryAgain(), this.#pauseMs, false);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #tryAgain(): void {
    try {
      if (!this.#file.catchUp(this.#learned, this.#settlements, this.#parts.ports.nowMs())) {
        this.#tryLater();
        return;
      }
    } catch {
      this.#tryLater();
      return;
    }
    this.#isFailing = false;
    this.#learned = [];
    this.#settlements = [];
    this.#introduced.clear();
    for (const { entry, nowMs } of this.#held.splice(0)) void this.put(entry, nowMs);
    this.#parts.messages.forget("outbox-file");
    this.#parts.messages.warn("outbox-file-again", `The outbox ${this.#parts.path} can be written again.`);
    for (const name of Object.keys(this.#file.ledger())) for (const listener of this.#listeners) listener(name);
  }

  #standby(): MemoryOutbox {
    if (this.#memory !== undefined) return this.#memory;
    this.#memory = this.#parts.makeMemory();
    for (const listener of this.#listeners) this.#memory.onReady(listener);
    return this.#memory;
  }
}
