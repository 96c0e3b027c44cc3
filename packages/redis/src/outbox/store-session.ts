import type { Ledger, OutboxContext, QuotaLimits, ReadyListener, RequestEnd, Settlement } from "@bot-tracker/core";
import type { Redis } from "ioredis";
import type { Link } from "../connection/connection.ts";
import { RedisAwayError } from "../errors/redis-away-error.ts";
import { Backoff } from "../relay/backoff.ts";
import type { SharedStore, StoreNews } from "../store/shared-store.ts";
import { explainLostData, explainStricterLimits } from "./explain-store-news.ts";
import { ToldLater } from "./pending-reports.ts";

/** Makes the outbox that all machines share, on a connection. */
export type OpenStore = (client: Redis, news: StoreNews) => Promise<SharedStore>;

export interface UplinkParts {
  link: Link;
  openStore: OpenStore;
  ports: Pick<OutboxContext["ports"], "nowMs" | "setTimer" | "soon">;
  messages: Pick<OutboxContext["messages"], "error" | "warn" | "forget">;
  /** Redis can be used: it was told what it missed, and the snapshots are fresh. */
  up(store: SharedStore): void;
  down(): void;
  /** Redis has lost its data. */
  lostData(): void;
  ready: ReadyListener;
}

/** This process's way to the store, whether Redis is there or not. */
export class Uplink {
  readonly #parts: UplinkParts;
  readonly #toldLater = new ToldLater();
  readonly #backoff = new Backoff();
  readonly #heard = new Set<string>();
  /** Counts how often the link came and went, so that what began before is known from what began after. */
  #turn = 0;
  #client: Redis | undefined;
  #latest: SharedStore | undefined;
  #isUp = false;
  #epoch: string | undefined;
  #lastLook: Ledger = {};
  #cancelClimb = (): void => {};
  #cancelTelling: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: UplinkParts) {
    this.#parts = parts;
    parts.link.onUp((client) => this.#linked(client));
    parts.link.onDown(() => this.#lost());
    if (parts.link.client !== undefined) this.#linked(parts.link.client);
  }

  /** While Redis can be used. */
  get store(): SharedStore | undefined {
    return this.#isUp ? this.#latest : undefined;
  }

  /** Whether there is a connection. It is known a moment before anybody is told. */
  get isReachable(): boolean {
    return this.#parts.link.client !== undefined;
  }

  /** For its snapshots: the store as it was known last. */
  get latest(): Pick<SharedStore, "ledger" | "oldestPendingAt" | "quotaUsed"> | undefined {
    return this.#latest;
  }

  /** What the store answers, or `instead` while Redis is away. Rejects with what Redis refused. */
  async ask<T>(task: (store: SharedStore) => Promise<T>, instead: T): Promise<T> {
    const { store } = this;
    if (store === undefined) return instead;
    const turn = this.#turn;
    try {
      return await task(store);
    } catch (error) {
      if (await this.#isOver(turn)) return instead;
      throw error;
    }
  }

  /** The same for what makes no sense without Redis. @throws {RedisAwayError} */
  async need<T>(task: (store: SharedStore) => Promise<T>): Promise<T> {
    const { store } = this;
    if (store === undefined) throw new RedisAwayError();
    const turn = this.#turn;
    try {
      return await task(store);
    } catch (error) {
      throw (await this.#isOver(turn)) ? new RedisAwayError({ cause: error }) : error;
    }
  }

  /** Told now, or kept until Redis can be told. */
  async settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    await this.#tellOrKeep(
      (store) => store.settle(settlements, nowMs),
      () => this.#toldLater.settle(settlements),
    );
  }

  async endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    await this.#tellOrKeep(
      (store) => store.endSlot(slot, end, steadyMs),
      () => this.#toldLater.endSlot(slot, end, steadyMs),
    );
  }

  /** Brings the snapshots up to date, as far as Redis is there. */
  async refresh(): Promise<void> {
    try {
      await this.store?.refresh();
      this.#look();
    } catch {
      // What was known last is better than nothing.
    }
  }

  /** Ends the connection. What Redis was not told by then it learns from leases and slots that run out. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    this.#turn++;
    this.#cancelRetries();
    this.#latest?.close();
    await this.#parts.link.close();
  }

  #linked(client: Redis): void {
    if (this.#isClosed) return;
    this.#cancelRetries();
    void this.#climb(client, ++this.#turn);
  }

  #lost(): void {
    this.#turn++;
    this.#cancelRetries();
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#look();
    this.#parts.down();
  }

  async #climb(client: Redis, turn: number): Promise<void> {
    const { ports, messages, up } = this.#parts;
    try {
      const store = await this.#storeOn(client);
      if (turn !== this.#turn) return;
      // First of all: what was delivered while Redis was away, or just before, must not be leased again.
      await store.resume();
      do {
        await this.#toldLater.tell(store, ports.nowMs());
        await store.refresh();
        if (turn !== this.#turn) return;
        // An answer that came during the look would otherwise stay untold for as long as this connection holds.
      } while (!this.#toldLater.isEmpty);
      this.#look();
      this.#backoff.reset();
      messages.forget("redis-begin");
      this.#isUp = true;
      up(store);
    } catch (error) {
      if (await this.#isOver(turn)) return;
      messages.error(
        "redis-begin",
        `Redis is there, but cannot be worked with (${textOf(error)}). The bot goes on recording, nothing is sent, and ` +
          "it is tried again.",
      );
      this.#cancelClimb = ports.setTimer(() => void this.#climb(client, turn), this.#backoff.next(), false);
    }
  }

  async #storeOn(client: Redis): Promise<SharedStore> {
    if (this.#latest !== undefined && this.#client === client) return this.#latest;
    const store = await this.#parts.openStore(client, this.#news());
    this.#latest?.close();
    this.#latest = store;
    this.#client = client;
    store.onReady(this.#parts.ready);
    const { channel } = store;
    if (!this.#heard.has(channel)) {
      this.#heard.add(channel);
      this.#parts.link.listen(channel, (message) => this.#latest?.hear(message));
    }
    return store;
  }

  async #tellOrKeep(tell: (store: SharedStore) => Promise<void>, keep: () => void): Promise<void> {
    const { store } = this;
    if (store === undefined) {
      keep();
      return;
    }
    const turn = this.#turn;
    try {
      await tell(store);
    } catch (error) {
      keep();
      if (!(await this.#isOver(turn))) this.#tellAgain(error);
      else if (this.#isUp) this.#tellAgain();
    }
  }

  /** Redis is there: it is told in a while. With `error`, because it would not take it. */
  #tellAgain(error?: unknown): void {
    if (this.#cancelTelling !== undefined) return;
    const { ports, messages } = this.#parts;
    if (error !== undefined) {
      messages.error("redis-settle", `Redis did not take note of answers (${textOf(error)}). It is told again.`);
    }
    this.#cancelTelling = ports.setTimer(() => void this.#tell(), this.#backoff.next(), false);
  }

  async #tell(): Promise<void> {
    this.#cancelTelling = undefined;
    const { store } = this;
    // If Redis is away again, it is told as soon as it is back.
    if (store === undefined) return;
    const turn = this.#turn;
    try {
      await this.#toldLater.tell(store, this.#parts.ports.nowMs());
      this.#backoff.reset();
      this.#parts.messages.forget("redis-settle");
    } catch (error) {
      if (!(await this.#isOver(turn))) this.#tellAgain(error);
    }
  }

  #cancelRetries(): void {
    this.#cancelClimb();
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
  }

  /** A lost connection fails what is on its way before anybody is told that it is lost. */
  async #isOver(turn: number): Promise<boolean> {
    await new Promise<void>((resolve) => this.#parts.ports.soon(resolve));
    return turn !== this.#turn || !this.isReachable;
  }

  #look(): void {
    this.#lastLook = this.#latest?.ledger() ?? this.#lastLook;
  }

  #news(): StoreNews {
    const { messages, lostData } = this.#parts;
    return {
      epoch: (epoch) => {
        const before = this.#epoch;
        this.#epoch = epoch;
        if (before === undefined || before === epoch) return;
        messages.forget("redis-epoch");
        messages.error("redis-epoch", explainLostData(this.#lastLook));
        this.#lastLook = {};
        lostData();
      },
      stricterLimits: (limits: QuotaLimits) => messages.warn("redis-limits", explainStricterLimits(limits)),
    };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
