import type {
  ChooseLease,
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  LeaseRequest,
  Ledger,
  NextUp,
  OutboxEntry,
  Person,
  PutResult,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";
import { claimInSteps } from "../../../../packages/core/src/outbox/rules/claim-in-steps.ts";
import type { MovedEntry, SharedStore, StoreNews } from "../../../../packages/redis/src/store/shared-store.ts";
import { turns } from "./entries.ts";
import type { FakeConnection } from "./fake-connection.ts";
import type { FakeRedis } from "./fake-redis.ts";

/**
 * One process's store on a fake Redis: each call takes a few turns of the event loop, in which the connection may go.
 */
export class FakeStore implements SharedStore {
  readonly kind = "redis";
  readonly channel = "ready";
  readonly #redis: FakeRedis;
  readonly #connection: FakeConnection;
  readonly #news: StoreNews;
  #ledger: Ledger = {};
  #epoch: string | undefined;
  readonly heard: string[] = [];

  constructor(redis: FakeRedis, connection: FakeConnection, news: StoreNews) {
    this.#redis = redis;
    this.#connection = connection;
    this.#news = news;
  }

  put = (entry: OutboxEntry, nowMs: number): Promise<PutResult> =>
    this.#call((redis) => redis.outbox.put(entry, nowMs));
  next = (destination: string, nowMs: number): Promise<NextUp> =>
    this.#call((redis) => redis.outbox.next(destination, nowMs));
  lease = (request: LeaseRequest): Promise<readonly Delivery[]> => this.#call((redis) => redis.outbox.lease(request));
  claim = async (destination: string, nowMs: number, choose: ChooseLease): Promise<readonly Delivery[]> =>
    claimInSteps(this, destination, nowMs, choose);
  settle = (settlements: readonly Settlement[], nowMs: number): Promise<void> =>
    this.#call((redis) => redis.outbox.settle(settlements, nowMs));
  takeSlot = (limits: QuotaLimits, urgent: boolean, nowMs: number): Promise<SlotGrant> =>
    this.#call((redis) => redis.outbox.takeSlot(limits, urgent, nowMs));
  endSlot = (slot: string, end: RequestEnd, nowMs: number): Promise<void> =>
    this.#call((redis) => redis.outbox.endSlot(slot, end, nowMs));
  deadLetters = (filter?: DeadLetterFilter): Promise<readonly DeadLetter[]> =>
    this.#call((redis) => redis.outbox.deadLetters(filter));
  retryDead = (id: string, nowMs: number, body?: string): Promise<boolean> =>
    this.#call((redis) => redis.outbox.retryDead(id, nowMs, body));
  dropDead = (id: string): Promise<boolean> => this.#call((redis) => redis.outbox.dropDead(id));
  purgeUser = (userId: string): Promise<number> => this.#call((redis) => redis.outbox.purgeUser(userId));
  person = (botId: string, userId: string): Promise<Person | undefined> =>
    this.#call((redis) => redis.outbox.person(botId, userId));
  move = (entries: readonly MovedEntry[]): Promise<readonly PutResult[]> =>
    this.#call((redis) => entries.map((entry) => redis.move(entry)));
  acknowledge = (ids: readonly string[]): Promise<void> => this.#call((redis) => redis.acknowledge(ids));
  resume = (): Promise<void> => this.#call(() => undefined);
  beats = 0;
  beat = (): Promise<void> =>
    this.#call(() => {
      this.beats++;
    });
  refresh = (): Promise<void> => this.#call(() => undefined);
  isSending = false;
  lookAgain = (): void => {};

  ledger = (): Ledger => this.#ledger;
  oldestPendingAt = (destination: string): number | undefined => this.#redis.outbox.oldestPendingAt(destination);
  quotaUsed = (limits: QuotaLimits, nowMs: number): readonly number[] => this.#redis.outbox.quotaUsed(limits, nowMs);
  onReady = (listener: ReadyListener): void => void this.#redis.onReady.push(listener);
  hear = (message: string): void => void this.heard.push(message);
  close = (): void => {};

  /** For a test of what another process asked of the quota. */
  sayStricter(limits: QuotaLimits): void {
    this.#news.stricterLimits(limits);
  }

  async #call<T>(task: (redis: FakeRedis) => T): Promise<T> {
    const { current } = this.#connection;
    const reached = async (): Promise<void> => {
      await turns(1);
      if (current === undefined || this.#connection.current !== current) throw new Error("Connection is closed.");
    };
    await reached();
    const { refusal } = this.#redis;
    const answer = refusal === undefined ? task(this.#redis) : undefined;
    const ledger = this.#redis.outbox.ledger();
    const { epoch } = this.#redis;
    await reached();
    if (refusal !== undefined) throw refusal;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#ledger = {};
      this.#news.epoch(epoch);
    }
    this.#ledger = ledger;
    return answer as T;
  }
}
