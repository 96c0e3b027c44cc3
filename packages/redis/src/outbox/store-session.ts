import type { OutboxContext, ReadyListener, RequestEnd, Settlement } from "@bot-tracker/core";
import type { Redis } from "ioredis";
import type { Connection } from "../connection/connection.ts";
import { explainStoreError } from "../connection/explain-store-error.ts";
import { isTimeout } from "../connection/is-timeout.ts";
import { RedisAwayError } from "../errors/redis-away-error.ts";
import { Backoff } from "../relay/backoff.ts";
import type { SharedStore, StoreNews } from "../store/shared-store.ts";
import { PendingReports } from "./pending-reports.ts";
import { StoreNewsMessages } from "./store-news-messages.ts";

/** Opens the outbox that all machines share, on a connection. */
export type OpenStore = (client: Redis, news: StoreNews) => Promise<SharedStore>;

export interface StoreSessionParts {
  connection: Connection;
  openStore: OpenStore;
  ports: Pick<OutboxContext["ports"], "nowMs" | "setTimer" | "soon">;
  messages: Pick<OutboxContext["messages"], "error" | "warn" | "forget">;
  /** Redis can be used: what it missed was reported, and the snapshots are fresh. */
  up(store: SharedStore): void;
  down(): void;
  /** Redis has lost its data. */
  lostData(): void;
  /** How many deliveries for a destination this process has moved to Redis and can move again. */
  carried(destination: string): number;
  ready: ReadyListener;
}

/** This process's access to the store, across losses of the connection. */
export class StoreSession {
  readonly #parts: StoreSessionParts;
  readonly #pendingReports = new PendingReports();
  readonly #backoff = new Backoff();
  readonly #news: StoreNewsMessages;
  readonly #heard = new Set<string>();
  /** Counts the connections and their losses, to tell what began before one from what began after. */
  #turn = 0;
  #client: Redis | undefined;
  #latest: SharedStore | undefined;
  #isUp = false;
  #cancelResume = (): void => {};
  #cancelTelling: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: StoreSessionParts) {
    this.#parts = parts;
    this.#news = new StoreNewsMessages({ ...parts, lostData: () => void this.#lostData() });
    parts.connection.onUp((client) => this.#connected(client));
    parts.connection.onDown(() => this.#lost());
    if (parts.connection.client !== undefined) this.#connected(parts.connection.client);
  }

  /** While Redis can be used. */
  get store(): SharedStore | undefined {
    return this.#isUp ? this.#latest : undefined;
  }

  /** Whether there is a connection. Its loss is known a moment before anybody is told. */
  get isReachable(): boolean {
    return this.#parts.connection.client !== undefined;
  }

  /** The store as last known, for its snapshots. */
  get latest(): Pick<SharedStore, "ledger" | "oldestPendingAt" | "quotaUsed"> | undefined {
    return this.#latest;
  }

  /** What the store answers, or `instead` while Redis is unavailable. Rejects with what Redis refused. */
  async ask<T>(task: (store: SharedStore) => Promise<T>, instead: T): Promise<T> {
    const { store } = this;
    if (store === undefined) return instead;
    const turn = this.#turn;
    try {
      return await task(store);
    } catch (error) {
      // While Redis hangs, the connection says so.
      if (isTimeout(error) || (await this.#isOver(turn))) return instead;
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
      throw isTimeout(error) || (await this.#isOver(turn)) ? new RedisAwayError({ cause: error }) : error;
    }
  }

  /** Reported now, or kept until Redis can be reached. */
  async settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    await this.#tellOrKeep(
      (store) => store.settle(settlements, nowMs),
      () => this.#pendingReports.settle(settlements),
    );
  }

  async endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    await this.#tellOrKeep(
      (store) => store.endSlot(slot, end, steadyMs),
      () => this.#pendingReports.endSlot(slot, end, steadyMs),
    );
  }

  /** Brings the snapshots up to date, as far as Redis is there. */
  async refresh(): Promise<void> {
    try {
      await this.store?.refresh();
      this.#look();
    } catch {
      // The last known state is better than none.
    }
  }

  /** Ends the connection. What was not reported by then, Redis learns from leases and slots that run out. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    this.#turn++;
    this.#cancelRetries();
    this.#latest?.close();
    this.#news.close();
    await this.#parts.connection.close();
  }

  #connected(client: Redis): void {
    if (this.#isClosed) return;
    this.#cancelRetries();
    void this.#resume(client, ++this.#turn);
  }

  #lost(): void {
    this.#turn++;
    this.#cancelRetries();
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#look();
    this.#parts.down();
  }

  async #resume(client: Redis, turn: number): Promise<void> {
    const { ports, messages, up } = this.#parts;
    try {
      const store = await this.#storeOn(client);
      if (turn !== this.#turn) return;
      // First of all: what was delivered while Redis was unavailable, or just before, must not be leased again.
      await store.resume();
      do {
        await this.#pendingReports.tell(store, ports.nowMs());
        await store.refresh();
        if (turn !== this.#turn) return;
        // A result that came during the refresh would otherwise stay unreported for as long as this connection holds.
      } while (!this.#pendingReports.isEmpty);
      this.#look();
      this.#backoff.reset();
      messages.forget("redis-begin");
      this.#isUp = true;
      up(store);
    } catch (error) {
      if (await this.#isOver(turn)) return;
      messages.error(
        "redis-begin",
        `Redis is reachable, but the outbox cannot use it (${explainStoreError(error)}). The bot keeps recording, nothing is ` +
          "sent, and it is retried.",
      );
      this.#cancelResume = ports.setTimer(() => void this.#resume(client, turn), this.#backoff.next(), false);
    }
  }

  /** What this process sent from the lost data is reported before anything of it is moved again. */
  async #lostData(): Promise<void> {
    try {
      await this.store?.resume();
    } catch {
      // It is done again when the connection is back.
    }
    this.#parts.lostData();
  }

  async #storeOn(client: Redis): Promise<SharedStore> {
    if (this.#latest !== undefined && this.#client === client) return this.#latest;
    const store = await this.#parts.openStore(client, this.#news);
    this.#latest?.close();
    this.#latest = store;
    this.#client = client;
    store.onReady(this.#parts.ready);
    const { channel } = store;
    if (!this.#heard.has(channel)) {
      this.#heard.add(channel);
      this.#parts.connection.listen(channel, (message) => this.#latest?.hear(message));
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
      if (!isTimeout(error) && !(await this.#isOver(turn))) this.#tellAgain(error);
      else if (this.#isUp) this.#tellAgain();
    }
  }

  /** Redis is there: reports again in a while. With `error`: because Redis refused. */
  #tellAgain(error?: unknown): void {
    if (this.#cancelTelling !== undefined) return;
    const { ports, messages } = this.#parts;
    if (error !== undefined) {
      messages.error(
        "redis-settle",
        `Redis could not store the results of requests (${explainStoreError(error)}). Retrying.`,
      );
    }
    this.#cancelTelling = ports.setTimer(() => void this.#tell(), this.#backoff.next(), false);
  }

  async #tell(): Promise<void> {
    this.#cancelTelling = undefined;
    const { store } = this;
    // If Redis is unavailable again, that happens as soon as it is back.
    if (store === undefined) return;
    const turn = this.#turn;
    try {
      await this.#pendingReports.tell(store, this.#parts.ports.nowMs());
      this.#backoff.reset();
      this.#parts.messages.forget("redis-settle");
    } catch (error) {
      if (await this.#isOver(turn)) return;
      if (isTimeout(error)) this.#tellAgain();
      else this.#tellAgain(error);
    }
  }

  #cancelRetries(): void {
    this.#cancelResume();
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
  }

  /** When a connection is lost, calls fail before anybody is told of the loss. */
  async #isOver(turn: number): Promise<boolean> {
    await new Promise<void>((resolve) => this.#parts.ports.soon(resolve));
    return turn !== this.#turn || !this.isReachable;
  }

  #look(): void {
    if (this.#latest !== undefined) this.#news.seen(this.#latest.ledger());
  }
}
