import type {
  ChooseLease,
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  LeaseRequest,
  Ledger,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxContext,
  OutboxEntry,
  Person,
  PutResult,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";
import { addLedgers } from "@bot-tracker/core/outbox-kit";
import type { Connection } from "../connection/connection.ts";
import type { RedisSettings } from "../options/check-options.ts";
import { LocalOutbox } from "../relay/local-outbox.ts";
import type { SharedStore } from "../store/shared-store.ts";
import { type OpenStore, StoreSession } from "./store-session.ts";

export interface RedisOutboxParts {
  role: RedisSettings["role"];
  connection: Connection;
  openStore: OpenStore;
  context: Pick<OutboxContext, "ports" | "messages" | "openLocal">;
}

const ASK_AGAIN_MS = 1_000;
const DEFAULT_LIMIT = 100;
const REFRESH_EVERY_MS = 1_000;
/** For what was recorded since the last flush to be moved. */
const LAST_MOVE_MS = 100;
/** For each of the two things that closing waits for after that. */
const CLOSE_WITHIN_MS = 150;
const CLOSE_ALL_MS = LAST_MOVE_MS + 2 * CLOSE_WITHIN_MS;
/** How late a process notices a wake-up that did not get through. */
const LOOK_EVERY_MS = 15_000;
/** How often a process says that it lives, and how often if it sends nothing, so that nothing can be taken over. */
const BEAT_EVERY_MS = 1_000;
/** Less than four of its looks at the time, each of which may come a shade early. */
const IDLE_BEAT_EVERY_MS = 3_500;

/**
 * An outbox for many machines. What is recorded goes into this machine's own outbox, as quickly as without Redis, and
 * from there to Redis in the background; what is sent comes from Redis. While Redis is unavailable, recording goes on
 * and nothing is sent.
 */
export class RedisOutbox implements Outbox {
  readonly #parts: RedisOutboxParts;
  readonly #localOutbox: LocalOutbox;
  readonly #session: StoreSession;
  readonly #listeners: ReadyListener[] = [];
  readonly #asked = new Set<string>();
  #refreshedAtMs = Number.NEGATIVE_INFINITY;
  #cancelLook = (): void => {};
  #cancelBeat = (): void => {};
  #beatAtMs = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> | undefined;

  constructor(parts: RedisOutboxParts) {
    this.#parts = parts;
    const { role, connection, openStore, context } = parts;
    const { ports, messages } = context;
    this.#localOutbox = new LocalOutbox({ openLocal: () => context.openLocal(), ports, messages });
    if (role !== "deliver") this.#localOutbox.open();
    this.#session = new StoreSession({
      connection,
      openStore,
      ports,
      messages,
      up: (store) => this.#up(store),
      down: () => this.#down(),
      carried: (destination) => this.#localOutbox.carried(destination),
      lostData: () => this.#localOutbox.moveAgain(),
      ready: (...news) => this.#tell(...news),
    });
  }

  get kind(): "redis" | "redis-away" {
    return this.#session.store === undefined ? "redis-away" : "redis";
  }

  get place(): string {
    return this.#parts.connection.name;
  }

  put(entry: OutboxEntry, nowMs: number): MaybePromise<PutResult> {
    return this.#localOutbox.put(entry, nowMs);
  }

  async next(destination: string, nowMs: number): Promise<NextUp> {
    this.#asked.add(destination);
    if (this.#parts.role === "record") return { kind: "none" };
    const next = await this.#session.ask<NextUp | undefined>((store) => store.next(destination, nowMs), undefined);
    return next ?? this.#unanswered(nowMs);
  }

  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]> {
    if (this.#parts.role === "record") return [];
    return this.#session.ask<readonly Delivery[]>(async (store) => {
      // First: on the same connection it arrives first, and no other process ends the lease in between.
      this.#beatIfLate(store);
      return store.lease(request);
    }, []);
  }

  async claim(destination: string, nowMs: number, choose: ChooseLease): Promise<readonly Delivery[]> {
    this.#asked.add(destination);
    if (this.#parts.role === "record") return [];
    const claimed = await this.#session.ask<readonly Delivery[] | undefined>(async (store) => {
      // As with a lease.
      this.#beatIfLate(store);
      return store.claim(destination, nowMs, choose);
    }, undefined);
    if (claimed !== undefined) return claimed;
    // What was chosen before that is not leased, and would else be asked for again at once.
    choose(this.#unanswered(nowMs));
    return [];
  }

  settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    return this.#session.settle(settlements, nowMs);
  }

  /** Also in a process that only records: a bot's own reads from a service use the quota too. */
  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant> {
    const refused: SlotGrant = { granted: false, atMs: steadyMs + ASK_AGAIN_MS };
    return this.#session.ask(async (store) => {
      const grant = await store.takeSlot(limits, urgent, steadyMs);
      if (grant.granted) this.#beatIfLate(store);
      return grant;
    }, refused);
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    return this.#session.endSlot(slot, end, steadyMs);
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    this.#refreshSoon();
    return this.#session.latest?.quotaUsed(limits, steadyMs) ?? limits.windows.map(() => 0);
  }

  /** What Redis knows: what was put here is known once it is there. @throws {RedisAwayError} */
  person(botId: string, userId: string): Promise<Person | undefined> {
    return this.#session.need((store) => store.person(botId, userId));
  }

  /** Redis's ledger as last known, plus what is here and not there yet. */
  ledger(): Ledger {
    this.#refreshSoon();
    return addLedgers(this.#session.latest?.ledger() ?? {}, this.#localOutbox.ledger());
  }

  oldestPendingAt(destination: string): number | undefined {
    const there = this.#session.latest?.oldestPendingAt(destination);
    const here = this.#localOutbox.oldestPendingAt(destination);
    return there === undefined || here === undefined ? (there ?? here) : Math.min(there, here);
  }

  /** @throws {RedisAwayError} as do the three below */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    return this.#session.need(async (store) => {
      const letters = [...(await store.deadLetters(filter)), ...(await this.#localOutbox.deadLetters(filter))];
      return letters.sort((one, other) => one.diedAtMs - other.diedAtMs).slice(0, filter?.limit ?? DEFAULT_LIMIT);
    });
  }

  retryDead(id: string, nowMs: number, body?: string): Promise<boolean> {
    return this.#session.need(
      async (store) => (await store.retryDead(id, nowMs, body)) || (await this.#localOutbox.retryDead(id, nowMs, body)),
    );
  }

  dropDead(id: string): Promise<boolean> {
    return this.#session.need(async (store) => (await store.dropDead(id)) || (await this.#localOutbox.dropDead(id)));
  }

  purgeUser(userId: string): Promise<number> {
    return this.#session.need((store) => this.#localOutbox.purgeUser(userId, () => store.purgeUser(userId)));
  }

  onReady(listener: ReadyListener): void {
    this.#listeners.push(listener);
  }

  async flush(timeoutMs: number): Promise<void> {
    await this.#within(timeoutMs, async (over) => {
      await this.#localOutbox.emptied(over);
      await this.#session.refresh();
    });
  }

  close(withinMs: number = CLOSE_ALL_MS): Promise<void> {
    this.#closing ??= this.#close(Math.min(1, withinMs / CLOSE_ALL_MS));
    return this.#closing;
  }

  /** `share`: of the time that closing may take, how much it gets. */
  async #close(share: number): Promise<void> {
    this.#cancelLook();
    this.#cancelBeat();
    // Each on its own: whatever fails, the file and the connection are closed.
    // Something may have been recorded since the last flush.
    if (this.#session.isReachable) {
      await this.#quietly(this.#within(LAST_MOVE_MS * share, (over) => this.#localOutbox.emptied(over)));
    }
    await this.#quietly(this.#within(CLOSE_WITHIN_MS * share, () => this.#localOutbox.close()));
    await this.#quietly(this.#localOutbox.closeLocal());
    await this.#quietly(this.#within(CLOSE_WITHIN_MS * share, () => this.#session.close()));
  }

  #up(store: SharedStore): void {
    if (this.#closing !== undefined) return;
    this.#beat(store);
    this.#refreshedAtMs = this.#parts.context.ports.steadyMs();
    this.#localOutbox.start({ store, isReachable: () => this.#session.isReachable });
    this.#tellOfAll();
  }

  #down(): void {
    this.#cancelLook();
    this.#cancelBeat();
    this.#localOutbox.stop();
  }

  /** Once Redis is back, everybody is told. Where it only answered too late, nobody is: something may well be ready. */
  #unanswered(nowMs: number): NextUp {
    return this.#session.store === undefined ? { kind: "none" } : { kind: "later", atMs: nowMs + ASK_AGAIN_MS };
  }

  /** Other processes take over what this one is sending once they hear no more of it. */
  #beat(store: SharedStore): void {
    this.#beatAtMs = this.#parts.context.ports.steadyMs();
    void store.beat().catch(() => {}); // a lost connection is noticed without this
    this.#beatLater(store);
  }

  #beatLater(store: SharedStore): void {
    this.#cancelBeat();
    this.#cancelBeat = this.#parts.context.ports.setTimer(
      () => {
        if (store.isSending || this.#sinceBeatMs >= IDLE_BEAT_EVERY_MS) this.#beat(store);
        else this.#beatLater(store);
      },
      BEAT_EVERY_MS,
      false,
    );
  }

  /** It begins to send, and is heard of for the rest of its time only. */
  #beatIfLate(store: SharedStore): void {
    if (this.#session.store === store && this.#sinceBeatMs >= BEAT_EVERY_MS) this.#beat(store);
  }

  get #sinceBeatMs(): number {
    return this.#parts.context.ports.steadyMs() - this.#beatAtMs;
  }

  #tellOfAll(): void {
    this.#session.store?.lookAgain();
    for (const name of new Set([...this.#asked, ...Object.keys(this.#session.latest?.ledger() ?? {})]))
      this.#tell(name);
    if (this.#parts.role === "record") return;
    const { ports } = this.#parts.context;
    // Not all processes at the same moment.
    const delayMs = LOOK_EVERY_MS * (0.75 + ports.random() / 2);
    this.#cancelLook();
    this.#cancelLook = ports.setTimer(() => this.#tellOfAll(), delayMs, false);
  }

  #tell(...news: Parameters<ReadyListener>): void {
    if (this.#parts.role === "record") return;
    for (const listener of this.#listeners) listener(...news);
  }

  /** The snapshots are what this process saw last; a refresh shows what others did in the meantime. */
  #refreshSoon(): void {
    const steadyMs = this.#parts.context.ports.steadyMs();
    if (steadyMs - this.#refreshedAtMs < REFRESH_EVERY_MS) return;
    this.#refreshedAtMs = steadyMs;
    void this.#session.refresh();
  }

  /** Waits for `task`, but no longer than that. Waiting keeps the process alive. */
  async #within(timeoutMs: number, task: (over: Promise<void>) => Promise<void>): Promise<void> {
    let cancel = (): void => {};
    const over = new Promise<void>((resolve) => {
      cancel = this.#parts.context.ports.setTimer(resolve, timeoutMs, true);
    });
    try {
      await Promise.race([task(over), over]);
    } finally {
      cancel();
    }
  }

  async #quietly(ending: Promise<void>): Promise<void> {
    try {
      await ending;
    } catch (error) {
      this.#parts.context.messages.debug(`Closing the outbox failed: ${String(error)}`);
    }
  }
}
