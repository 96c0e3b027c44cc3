import type {
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  DeliveryClass,
  LeaseRequest,
  Ledger,
  NewDelivery,
  NextUp,
  Outbox,
  OutboxEntry,
  PutResult,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";
import { MemoryOutbox } from "@bot-tracker/core";
import { DROP_REASONS } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";
import { expect, onTestFinished } from "vitest";
import { SqliteOutbox } from "../../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import { StoreFile } from "../../../packages/core/src/outbox/sqlite/store-file.ts";
import type { Connection } from "../../../packages/redis/src/connection/connection.ts";
import { RedisOutbox, type RedisOutboxParts } from "../../../packages/redis/src/outbox/redis-outbox.ts";
import type { MovedEntry, SharedStore, StoreNews } from "../../../packages/redis/src/store/shared-store.ts";
import { delivery } from "../../core/outbox/outbox-fixtures.ts";
import { nodeSqlite } from "../../core/outbox/sqlite/sqlite-fixtures.ts";
import { ManualPorts } from "../../support/manual-ports.ts";

/** Lets the event loop turn so often: each step of what is under way may take one or two. */
export async function turns(count = 40): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** An entry with one item for each destination, whose bodies are its name. */
export function entryOf(
  name: string,
  { to = ["tgtrack"], ...more }: { to?: readonly string[] } & Partial<NewDelivery> = {},
): OutboxEntry {
  return {
    items: to.map((destination) => ({ kind: "deliver", delivery: delivery(name, { ...more, destination }) })),
  };
}

export function nameOfEntry({ items }: OutboxEntry): string {
  const [first] = items;
  return first === undefined || first.kind === "drop" ? "" : String(JSON.parse(first.delivery.body));
}

interface Arrival {
  moved: MovedEntry;
  atMs: number;
}

/** What all machines share, with the faults of a real server. */
export class FakeRedis {
  readonly #nowMs: () => number;
  #arrivals: Arrival[] = [];
  /** Of what came and was not acknowledged. */
  #known = new Set<string>();
  /** Ids that were acknowledged, and when. */
  #acknowledged: { id: string; atMs: number }[] = [];
  outbox: MemoryOutbox = new MemoryOutbox("redis");
  epoch = "first";
  /** Every id ever acknowledged, in order. */
  readonly told: string[] = [];
  /** What it answers instead, as a full Redis does. */
  refusal: Error | undefined;
  /** Stores that were opened on it hear of what is ready. */
  readonly onReady: ReadyListener[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#listen();
  }

  /** Everything that came, in order. */
  get arrivals(): readonly MovedEntry[] {
    return this.#arrivals.map(({ moved }) => moved);
  }

  get names(): string[] {
    return this.arrivals.map(({ entry }) => nameOfEntry(entry));
  }

  move(moved: MovedEntry): PutResult {
    if (this.#known.has(moved.id)) return { statuses: moved.entry.items.map(() => "stored"), overflowed: [] };
    this.#known.add(moved.id);
    this.#arrivals.push({ moved, atMs: this.#nowMs() });
    return this.outbox.put(moved.entry, moved.recordedAtMs);
  }

  acknowledge(ids: readonly string[]): void {
    this.told.push(...ids);
    for (const id of ids) {
      this.#known.delete(id);
      this.#acknowledged.push({ id, atMs: this.#nowMs() });
    }
  }

  /** Killed: what came within the last second is gone, as if it had never come. */
  loseLastSecond(): void {
    const sinceMs = this.#nowMs() - 1_000;
    this.#arrivals = this.#arrivals.filter(({ atMs }) => atMs < sinceMs);
    this.#acknowledged = this.#acknowledged.filter(({ atMs }) => atMs < sinceMs);
    this.#replay();
  }

  loseEverything(): void {
    this.#arrivals = [];
    this.#acknowledged = [];
    this.epoch = `${this.epoch} again`;
    this.#replay();
  }

  #replay(): void {
    this.outbox = new MemoryOutbox("redis");
    this.#listen();
    this.#known = new Set(this.#arrivals.map(({ moved }) => moved.id));
    for (const { id } of this.#acknowledged) this.#known.delete(id);
    for (const { moved } of this.#arrivals) this.outbox.put(moved.entry, moved.recordedAtMs);
  }

  #listen(): void {
    this.outbox.onReady((...news) => {
      for (const listener of this.onReady) listener(...news);
    });
  }
}

/** One process's store on a fake Redis: each call takes a few turns of the event loop, in which the connection may go. */
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
  move = (entries: readonly MovedEntry[]): Promise<readonly PutResult[]> =>
    this.#call((redis) => entries.map((entry) => redis.move(entry)));
  acknowledge = (ids: readonly string[]): Promise<void> => this.#call((redis) => redis.acknowledge(ids));
  resume = (): Promise<void> => this.#call(() => undefined);
  refresh = (): Promise<void> => this.#call(() => undefined);

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

/** A connection that comes and goes as a test wants. */
export class FakeConnection implements Connection {
  readonly #client = {} as Redis;
  readonly #up: ((client: Redis) => void)[] = [];
  readonly #down: (() => void)[] = [];
  readonly listeners = new Map<string, (message: string) => void>();
  #count = 0;
  /** Which one it is at present. */
  current: number | undefined;
  isClosed = false;

  get client(): Redis | undefined {
    return this.current === undefined ? undefined : this.#client;
  }

  up(): void {
    if (this.current !== undefined) return;
    this.current = ++this.#count;
    for (const listener of this.#up) listener(this.#client);
  }

  down(): void {
    if (this.current === undefined) return;
    this.current = undefined;
    for (const listener of this.#down) listener();
  }

  onUp(listener: (client: Redis) => void): void {
    this.#up.push(listener);
  }

  onDown(listener: () => void): void {
    this.#down.push(listener);
  }

  listen(channel: string, listener: (message: string) => void): void {
    this.listeners.set(channel, listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.current = undefined;
  }
}

/** A bot's process, up to what sends: its outbox with all that belongs to it. */
export interface FakeProcess {
  outbox: RedisOutbox;
  local: () => Outbox;
  connection: FakeConnection;
  ports: ManualPorts;
  store: () => FakeStore | undefined;
  /** Everything that was said, with its level. */
  said: string[];
  /** Puts a delivery and gives the moment on by one millisecond, so that everything has a moment of its own. */
  record(entry: OutboxEntry): Promise<PutResult>;
}

export interface FakeProcessOptions {
  redis: FakeRedis;
  ports?: ManualPorts;
  role?: RedisOutboxParts["role"];
  openLocal?: (ports: ManualPorts) => Outbox;
}

export function startProcess({
  redis,
  ports = new ManualPorts(),
  role = "both",
  openLocal = () => new MemoryOutbox("here"),
}: FakeProcessOptions): FakeProcess {
  const connection = new FakeConnection();
  // Nothing goes on in the background of the next test.
  onTestFinished(() => connection.down());
  const said: string[] = [];
  const say =
    (level: string) =>
    (_topic: string, message: string): void =>
      void said.push(`${level}: ${message}`);
  let local: Outbox | undefined;
  let store: FakeStore | undefined;
  const outbox = new RedisOutbox({
    role,
    connection,
    openStore: async (_client, news) => {
      store = new FakeStore(redis, connection, news);
      return store;
    },
    surroundings: {
      ports,
      messages: { warn: say("warn"), error: say("error"), debug: () => {}, forget: () => {}, hide: () => {} },
      openLocal: () => {
        local = openLocal(ports);
        return local;
      },
    },
  });
  return {
    outbox,
    connection,
    ports,
    said,
    store: () => store,
    local: () => {
      if (local === undefined) throw new Error("nothing was opened");
      return local;
    },
    record: async (entry) => {
      const result = await outbox.put(entry, ports.nowMs());
      await ports.advance(1);
      return result;
    },
  };
}

/** The ordinary local outbox on a file, which goes by the test's clock. */
export function openFile(path: string, ports: ManualPorts): SqliteOutbox {
  const file = new StoreFile({
    sqlite: nodeSqlite(),
    path,
    durability: "normal",
    newPrefix: () => Math.random().toString(36).slice(2),
    nowMs: ports.nowMs,
    messages: { error: () => {} },
    bounds: { maxItems: 100_000, maxBytes: 2 ** 30, maxDeadLetters: 1_000, maxPersons: 1_000, maxMarks: 100_000 },
  });
  return new SqliteOutbox({ file, ports });
}

/** Invariant of every ledger: accepted = delivered + pending + dropped + dead, and nothing below zero. */
export function expectBalanced(ledger: Ledger): void {
  for (const [name, { accepted, delivered, pending, dropped, dead }] of Object.entries(ledger)) {
    const lost = DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
    expect([name, accepted]).toEqual([name, delivered + pending + lost + dead]);
    expect(Math.min(delivered, pending, lost, dead)).toBeGreaterThanOrEqual(0);
  }
}

export const CLASS_NAMES: readonly DeliveryClass[] = ["start", "goal", "stop", "event", "activity"];
