import { errorMessage } from "../../../support/error-text.ts";
import type { Messages } from "../../../support/messages.ts";
import type { Ports } from "../../../support/ports.ts";
import { removeFrom } from "../../../support/remove-from.ts";
import type { DeadLetter, Delivery } from "../../delivery.ts";
import { addLedgers, type Ledger } from "../../ledger.ts";
import type { MemoryOutbox } from "../../memory/memory-outbox.ts";
import type {
  ChooseLease,
  DeadLetterFilter,
  LeaseRequest,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxEntry,
  OutboxStep,
  PutResult,
  ReadyListener,
  Settlement,
  SlotGrant,
} from "../../outbox.ts";
import type { RequestEnd } from "../../request-end.ts";
import { claimInSteps } from "../../rules/claim-in-steps.ts";
import type { Person } from "../../rules/person.ts";
import type { QuotaLimits } from "../../rules/quota.ts";
import { sqliteFailureOf } from "../file/sqlite-failure.ts";
import type { SqliteOutbox } from "../sqlite-outbox.ts";
import { belongsTo, Fallback } from "./fallback.ts";
import { comesBefore, nextOfBoth } from "./next-of-both.ts";
import { ReturnToFile } from "./return-to-file.ts";

export interface FallbackOutboxParts {
  file: SqliteOutbox;
  /** Names the file in messages. */
  path: string;
  makeMemory(): MemoryOutbox;
  ports: Pick<Ports, "nowMs" | "random" | "setTimer" | "onExit">;
  messages: Pick<Messages, "error" | "warn" | "forget">;
  /** Called once, when the last one that uses it has closed it. */
  onClosed?(): void;
}

const FIRST_TRY_AFTER_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * An SQLite outbox with memory standing by, for all trackers of a process that use its file. When the file cannot be
 * written (a full disk, an I/O error), new deliveries are kept in memory and sent from there; what is in the file waits
 * until it can be written again, and so does what belongs behind it. Then all that memory still has goes into the file.
 */
export class FallbackOutbox implements Outbox {
  readonly #parts: FallbackOutboxParts;
  readonly #file: SqliteOutbox;
  readonly #fallback: Fallback;
  readonly #return: ReturnToFile;
  readonly #listeners: ReadyListener[] = [];
  readonly #cancelOnExit: () => void;
  #uses = 1;
  #isFailing = false;
  #pauseMs = FIRST_TRY_AFTER_MS;
  #cancelTry = (): void => {};

  constructor(parts: FallbackOutboxParts) {
    this.#parts = parts;
    this.#file = parts.file;
    this.#fallback = new Fallback(parts.file, () => this.#makeMemory());
    this.#return = new ReturnToFile(this.#fallback, parts.ports);
    this.#cancelOnExit = parts.ports.onExit(() => this.#end());
  }

  /** Where new deliveries go at present. */
  get kind(): "sqlite" | "memory-fallback" {
    return this.#isFailing || !this.#file.isInPlace ? "memory-fallback" : "sqlite";
  }

  get place(): string {
    return this.#parts.path;
  }

  put(entry: OutboxEntry, nowMs: number): MaybePromise<PutResult> {
    if (this.#isFailing) return this.#fallback.put(entry, nowMs);
    const { memory } = this.#fallback;
    if (memory !== undefined && (belongsTo(memory, entry) || this.#fallback.hasMet(entry, nowMs)))
      return this.#fallback.putBehind(entry, nowMs);
    return this.#file.put(entry, nowMs, (error) => {
      this.#fail(error);
      return this.#fallback.put(entry, nowMs);
    });
  }

  next(destination: string, nowMs: number): MaybePromise<NextUp> {
    const aside = this.#fallback.memory?.next(destination, nowMs) ?? { kind: "none" };
    return this.#fromFile<NextUp>(
      () => {
        const next = this.#file.next(destination, nowMs);
        return next instanceof Promise ? next.then((known) => nextOfBoth(known, aside)) : nextOfBoth(next, aside);
      },
      () => aside,
    );
  }

  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]> {
    const { memory } = this.#fallback;
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

  claim(destination: string, nowMs: number, choose: ChooseLease): MaybePromise<readonly Delivery[]> {
    const inSteps = (): MaybePromise<readonly Delivery[]> => claimInSteps(this, destination, nowMs, choose);
    // What both have is put together by the steps.
    if (this.#fallback.memory !== undefined) return inSteps();
    return this.#fromFile(() => this.#file.claim(destination, nowMs, choose), inSteps);
  }

  settle(settlements: readonly Settlement[], nowMs: number): MaybePromise<void> {
    this.#fallback.memory?.settle(settlements, nowMs);
    return this.#fromFile(
      () => this.#file.settle(settlements, nowMs),
      () => this.#fallback.settle(settlements),
    );
  }

  inOneStep<T extends object>(task: (step: OutboxStep) => T | undefined): T | undefined {
    // What both have is put together by the steps.
    if (this.#isFailing || this.#fallback.memory !== undefined) return undefined;
    try {
      return this.#file.inOneStep(task);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  letPass(ids: readonly string[]): MaybePromise<void> {
    this.#fallback.memory?.letPass(ids);
    return this.#fromFile(
      () => this.#file.letPass(ids),
      () => undefined,
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

  person(botId: string, userId: string): MaybePromise<Person | undefined> {
    const withMemory = (inFile: Person | undefined): Person | undefined => this.#fallback.person(botId, userId, inFile);
    return this.#fromFile(
      () => {
        const inFile = this.#file.person(botId, userId);
        return inFile instanceof Promise ? inFile.then(withMemory) : withMemory(inFile);
      },
      () => withMemory(this.#file.personAsStored(botId, userId)),
    );
  }

  ledger(): Ledger {
    return addLedgers(this.#file.ledger(), this.#fallback.ledger());
  }

  oldestPendingAt(destination: string): number | undefined {
    const moments = [this.#file.oldestPendingAt(destination), this.#fallback.memory?.oldestPendingAt(destination)];
    const known = moments.filter((atMs) => atMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const aside = this.#fallback.memory?.deadLetters(filter) ?? [];
    const { limit = 100 } = filter;
    return [...(await this.#file.deadLetters(filter)), ...aside].slice(0, limit);
  }

  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean> {
    return this.#fallback.memory?.retryDead(id, nowMs, body) === true || this.#file.retryDead(id, nowMs, body);
  }

  dropDead(id: string): MaybePromise<boolean> {
    return this.#fallback.memory?.dropDead(id) === true || this.#file.dropDead(id);
  }

  async purgeUser(userId: string): Promise<number> {
    const aside = this.#fallback.purgeUser(userId);
    return aside + (await this.#file.purgeUser(userId));
  }

  onReady(listener: ReadyListener): void {
    this.#listeners.push(listener);
    this.#file.onReady(listener);
  }

  offReady(listener: ReadyListener): void {
    removeFrom(this.#listeners, listener);
    this.#file.offReady(listener);
  }

  /** One more uses it, and closes it in its turn. */
  share(): this {
    this.#uses++;
    return this;
  }

  /** Closes the file, once everybody who uses it has called this. */
  close(): void {
    if (--this.#uses > 0) return;
    this.#parts.onClosed?.();
    this.#cancelOnExit();
    this.#end();
    this.#file.close();
  }

  /** There is no later: whatever the file takes goes into it, and what it does not take is said. */
  #end(): void {
    if (this.#isFailing) this.#tryAgain();
    this.#cancelTry();
    this.#return.stop();
    if (!this.#isFailing) this.#return.finish();
    // What was held is put with the others, and stored by this.
    const ledger = this.#file.ledger();
    this.#file.keepInPlace();
    const lost = this.#fallback.waiting + (this.#file.isInPlace ? 0 : pendingIn(ledger));
    if (lost === 0) return;
    const what =
      lost === 1 ? "1 delivery that could not be written to" : `${lost} deliveries that could not be written to`;
    this.#parts.messages.warn("lost", `${what} ${this.#parts.path} ${lost === 1 ? "is" : "are"} lost.`);
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
    this.#return.stop();
    const why = errorMessage(error);
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
    const held = this.#fallback.catchUp(this.#parts.ports.nowMs());
    if (held === undefined) {
      this.#tryLater();
      return;
    }
    this.#isFailing = false;
    this.#pauseMs = FIRST_TRY_AFTER_MS;
    for (const { entry, nowMs } of held) void this.put(entry, nowMs);
    this.#parts.messages.forget("outbox-file");
    this.#parts.messages.warn("outbox-file-again", `The outbox ${this.#parts.path} can be written again.`);
    this.#return.start();
    for (const name of Object.keys(this.#file.ledger())) for (const listener of this.#listeners) listener(name);
  }

  #makeMemory(): MemoryOutbox {
    const memory = this.#parts.makeMemory();
    memory.onReady((...news) => {
      for (const listener of this.#listeners) listener(...news);
    });
    return memory;
  }
}

function pendingIn(ledger: Ledger): number {
  return Object.values(ledger).reduce((sum, { pending }) => sum + pending, 0);
}
