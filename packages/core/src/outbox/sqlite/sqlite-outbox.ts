import type { Messages } from "../../support/messages.ts";
import type { Ports } from "../../support/ports.ts";
import { removeFrom } from "../../support/remove-from.ts";
import { swallowRejection } from "../../support/swallow-rejection.ts";
import { CorruptMessages } from "../corrupt-messages.ts";
import type { DeadLetter, Delivery, NewDelivery } from "../delivery.ts";
import type { Ledger } from "../ledger.ts";
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
} from "../outbox.ts";
import type { RequestEnd } from "../request-end.ts";
import { claimInSteps } from "../rules/claim-in-steps.ts";
import type { Person } from "../rules/person.ts";
import type { QuotaLimits } from "../rules/quota.ts";
import type { Eraser } from "./eraser.ts";
import { GroupCommit } from "./file/group-commit.ts";
import type { PutInstead } from "./file/put-buffer.ts";
import type { StorePlace } from "./file/store-place.ts";
import { HolderWatch } from "./holder-watch.ts";
import type { Added } from "./tables/put-entries.ts";
import type { Store } from "./tables/store.ts";

export interface SqliteOutboxParts {
  file: StorePlace;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "setTimer" | "soon" | "onExit">;
  messages: Pick<Messages, "error" | "forget">;
  /** Erases what is purged. Missing: there is no file. */
  eraser?: Pick<Eraser, "resume" | "announce" | "erase" | "lookAround" | "warnOfAsideFiles" | "close">;
  /** Nobody else is ever at the database, so that it is not looked at again and again. @default false */
  isAlone?: boolean;
}

const LOOK_EVERY_MS = 1_000;
const PAGES_GIVEN_BACK = 256;
/** When the process ends there is no later. */
const LAST_WAIT_MS = 500;

function explainCorrupt(path: string, found: ReadonlyMap<string | undefined, number>): string {
  const what = [...found].map(([name, count]) => `${count} for ${name}`);
  return (
    `Deliveries in the outbox ${path} cannot be read: ${what.join(", ")}. They are dropped, counted as \`corrupt\`, and ` +
    "everything else goes on. Something other than the tracker has changed the file: let no other program write to it."
  );
}

/** What is next once time has ended what it ends. For use inside a transaction. */
function nextAfterTime({ leases }: Store, destination: string, nowMs: number): NextUp {
  const next = leases.next(destination, nowMs);
  if (next !== undefined) return next;
  leases.passTime(destination, nowMs);
  return leases.next(destination, nowMs) ?? { kind: "none" };
}

/** An outbox in an SQLite file, shared by the processes of one machine. */
export class SqliteOutbox implements Outbox {
  readonly kind = "sqlite";
  readonly #file: StorePlace;
  readonly #ports: SqliteOutboxParts["ports"];
  readonly #commits: GroupCommit;
  readonly #listeners: ReadyListener[] = [];
  readonly #cancelOnExit: () => void;
  readonly #watch: HolderWatch;
  readonly #corrupt: CorruptMessages;
  readonly #eraser: SqliteOutboxParts["eraser"];
  #cancelLook = (): void => {};
  #timesRefreshed = 0;
  #lastLedger: Ledger = {};
  #isClosed = false;

  constructor({ file, ports, messages, eraser, isAlone = false }: SqliteOutboxParts) {
    this.#file = file;
    this.#ports = ports;
    this.#commits = new GroupCommit({ file, ports, tell: (...changes) => this.#tell(...changes) });
    this.#cancelOnExit = ports.onExit(() => this.#commitAtExit());
    this.#corrupt = new CorruptMessages({ messages, ports, explain: (found) => explainCorrupt(file.path, found) });
    this.#watch = new HolderWatch({ file, commits: this.#commits, ports, isAlone, onFreed: () => this.#tellAll() });
    this.#eraser = eraser;
    if (!isAlone) this.#lookAround();
    eraser?.resume();
  }

  /** `instead`: takes what the file does not take, before anything else is put. @default that is rejected */
  put(entry: OutboxEntry, nowMs: number, instead?: PutInstead): Promise<PutResult> {
    // Told before it is stored, so that whoever is to send it leases it in the transaction that stores it.
    if (!this.#isClosed) this.#tellOfPut(entry);
    return this.#commits.put(entry, nowMs, instead);
  }

  next(destination: string, nowMs: number): MaybePromise<NextUp> {
    const afterTime = (next: NextUp | undefined): MaybePromise<NextUp> =>
      next ?? this.#commits.do((store) => nextAfterTime(store, destination, nowMs));
    const known = this.#commits.look((store) => store.leases.next(destination, nowMs));
    return known instanceof Promise ? known.then(afterTime) : afterTime(known);
  }

  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]> {
    return this.#commits.do((store) => store.leases.lease(request));
  }

  claim(destination: string, nowMs: number, choose: ChooseLease): MaybePromise<readonly Delivery[]> {
    // Mostly an answer is to be written, so that there is a transaction anyway. Without one, what is next is known for less.
    if (!this.#commits.hasUnstored) return claimInSteps(this, destination, nowMs, choose);
    return this.#commits.do((store) => {
      const request = choose(nextAfterTime(store, destination, nowMs));
      return request === undefined ? [] : store.leases.lease(request);
    });
  }

  settle(settlements: readonly Settlement[], nowMs: number): MaybePromise<void> {
    // An answer that comes after the end: the lease will run out, and it counts as lost.
    if (this.#isClosed || settlements.length === 0) return;
    // Whoever was to send them goes on when it is written, so that no more are sent twice than were under way.
    return this.#commits.later((store) => store.leases.settle(settlements, nowMs));
  }

  inOneStep<T extends object>(task: (step: OutboxStep) => T | undefined): T | undefined {
    // As in `claim`: without anything to be written, a look is enough to see that there is nothing.
    if (!this.#commits.hasUnstored) return undefined;
    return this.#commits.now((store) =>
      task({
        next: (destination, nowMs) => nextAfterTime(store, destination, nowMs),
        lease: (request) => store.leases.lease(request),
        takeSlot: (...asked) => store.tables.quotaSlots.take(...asked),
      }),
    );
  }

  letPass(ids: readonly string[]): MaybePromise<void> {
    return this.#commits.do((store) => store.leases.letPass(ids));
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): MaybePromise<SlotGrant> {
    return this.#commits.read((store) => {
      // Mostly there is no room, and that is known without a transaction.
      const atMs = store.tables.quotaSlots.freeAt(limits, urgent, steadyMs);
      if (atMs > steadyMs) return { granted: false, atMs };
      return this.#commits.do((current) => current.tables.quotaSlots.take(limits, urgent, steadyMs));
    });
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): MaybePromise<void> {
    if (this.#isClosed) return;
    // Known at once, and written with whatever is written next.
    this.#file.store.tables.quotaSlots.end(slot, end, steadyMs);
    return this.#commits.later(() => undefined);
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    this.#refreshQuietly();
    return this.#glance((store) => store.tables.quotaSlots.used(limits, steadyMs)) ?? limits.windows.map(() => 0);
  }

  person(botId: string, userId: string): MaybePromise<Person | undefined> {
    return this.#commits.read((store) => store.tables.persons.find(botId, userId));
  }

  ledger(): Ledger {
    this.#commits.commitQuietly();
    this.#refreshQuietly();
    this.#lastLedger = this.#glance((store) => store.tables.ledger.snapshot()) ?? this.#lastLedger;
    return this.#lastLedger;
  }

  oldestPendingAt(destination: string): number | undefined {
    if (this.#isClosed) return undefined;
    this.#commits.commitQuietly();
    this.#refreshQuietly();
    return this.#glance((store) => store.oldestPendingAt(destination));
  }

  deadLetters(filter: DeadLetterFilter = {}): MaybePromise<readonly DeadLetter[]> {
    return this.#commits.read((store) => store.tables.deadLetters.list(filter));
  }

  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean> {
    return this.#commits.do((store) => store.entries.retryDead(id, nowMs, body));
  }

  dropDead(id: string): MaybePromise<boolean> {
    return this.#commits.do((store) => store.dropDead(id));
  }

  /** Resolves when nothing of them is left in the bytes of the file, or 10 s later; see `Eraser`. */
  async purgeUser(userId: string): Promise<number> {
    this.#eraser?.announce();
    const { deliveries: purged } = await this.#commits.do((store) => store.purgeUser(userId));
    this.#eraser?.warnOfAsideFiles();
    if (this.#file.isInPlace) await this.#eraser?.erase();
    return purged;
  }

  onReady(listener: ReadyListener): void {
    this.#listeners.push(listener);
    // What an earlier process left.
    for (const { name, entry } of this.#glance((store) => store.tables.ledger.destinations) ?? []) {
      if (entry.pending > 0) listener(name);
    }
  }

  offReady(listener: ReadyListener): void {
    removeFrom(this.#listeners, listener);
  }

  /** False: the file was deleted, and nothing written to it outlives the process. */
  get isInPlace(): boolean {
    return this.#file.isInPlace;
  }

  /** Writes the file again if it was deleted or replaced. */
  keepInPlace(): void {
    if (!this.#isClosed) this.#file.keepInPlace();
  }

  /** Whether a delivery was recorded before; as far as the file can be read. */
  knows(delivery: NewDelivery, nowMs: number): boolean {
    return this.#glance((store) => store.knows(delivery, nowMs)) ?? false;
  }

  /** What stands in the file of a person; as far as it can be read. */
  personAsStored(botId: string, userId: string): Person | undefined {
    return this.#glance((store) => store.tables.persons.find(botId, userId));
  }

  /** Whether what a user does next belongs behind something here; as far as the file can be read. */
  holdsBack(userId: string): boolean {
    return this.#glance((store) => store.tables.deliveries.holdsBack(userId)) ?? false;
  }

  /** A slot whose use is only known to this process until the file can be written again. */
  takeSlotUnwritten(limits: QuotaLimits, urgent: boolean, steadyMs: number, random: () => number): SlotGrant {
    return this.#file.store.tables.quotaSlots.take(limits, urgent, steadyMs, { random });
  }

  endSlotUnwritten(slot: string, end: RequestEnd, steadyMs: number): void {
    if (!this.#isClosed) this.#file.store.tables.quotaSlots.end(slot, end, steadyMs);
  }

  /**
   * Whether the file takes what is written to it: remembers the entries, which were stored elsewhere, and settles.
   *
   * @throws what keeps it from being written
   */
  catchUp(entries: readonly OutboxEntry[], settlements: readonly Settlement[], nowMs: number): boolean {
    // On a full disk the log may be what takes the room, and it is too short to be written back by itself.
    this.#file.writeBackLog();
    const task = (store: Store): void => {
      store.tables.ledger.touch();
      store.leases.settle(settlements, nowMs);
    };
    return this.takeIn(entries, task, nowMs);
  }

  /** Whether the file takes what was kept elsewhere: remembers the entries, and does `task`. @throws as `catchUp` */
  takeIn(entries: readonly OutboxEntry[], task: (store: Store) => void, nowMs: number): boolean {
    const done = this.#commits.attempt((store) => {
      for (const entry of entries) store.entries.learn(entry, nowMs);
      task(store);
      return true;
    });
    return done !== undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#commits.commitAtEnd();
    this.ledger();
    this.#glance((store) => store.close());
    this.#file.keepInPlace();
    this.#eraser?.close();
    this.#watch.close();
    this.#corrupt.close();
    this.#isClosed = true;
    this.#cancelOnExit();
    this.#cancelLook();
    this.#commits.close();
    this.#file.close();
  }

  /** Once a second: files that are gone, what other processes have put, own requests that take long, space to give back. */
  #lookAround(): void {
    this.#cancelLook = this.#ports.setTimer(() => this.#lookAround(), LOOK_EVERY_MS, false);
    try {
      this.#file.look();
      const { store } = this.#file;
      store.refresh();
      // Any call may have taken in what was new, for one destination of several. Those for which nothing waits any more
      // are told too: a flush may be waiting for what another process had leased.
      if (store.timesRefreshed !== this.#timesRefreshed) this.#tellAll();
      this.#timesRefreshed = store.timesRefreshed;
      const steadyMs = this.#ports.steadyMs();
      if (store.tables.quotaSlots.needRenewal(steadyMs)) {
        swallowRejection(
          this.#commits.do((current) => current.tables.quotaSlots.renew(steadyMs)),
          () => {},
        );
      }
      this.#file.giveBackSpace(PAGES_GIVEN_BACK);
      this.#eraser?.lookAround();
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

  #refreshQuietly(): void {
    try {
      if (!this.#isClosed) this.#file.store.refresh();
    } catch {
      // What was known last is better than nothing.
    }
  }

  #commitAtExit(): void {
    if (this.#commits.hasUnstored) {
      try {
        this.#file.waitFor(LAST_WAIT_MS);
      } catch {}
      this.#commits.commitAtEnd();
    }
    this.#file.keepInPlace();
  }

  #tellOfPut({ items }: OutboxEntry): void {
    for (const item of items) {
      if (item.kind !== "deliver") continue;
      for (const listener of this.#listeners) listener(item.delivery.destination, item.delivery.class);
    }
  }

  #tell(added: Added, corrupt: ReadonlyMap<string, number>): void {
    for (const [destination, count] of corrupt) this.#corrupt.add(destination, count);
    for (const [destination, mostValuable] of added) {
      for (const listener of this.#listeners) listener(destination, mostValuable);
    }
  }

  #tellAll(): void {
    for (const { name } of this.#file.store.tables.ledger.destinations) {
      for (const listener of this.#listeners) listener(name);
    }
  }
}
