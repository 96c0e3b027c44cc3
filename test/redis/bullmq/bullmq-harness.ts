import { randomBytes } from "node:crypto";
import type { BackendFactory, Job } from "bullmq";
import { Queue, Worker, type WorkerOptions } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import { deliveryBackendFactory } from "../../../packages/redis/src/bullmq/delivery-backend-factory.ts";
import type { DeliveryQueueBackend } from "../../../packages/redis/src/bullmq/delivery-queue-backend.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import { DAY_MS, DESTINATION, delivery } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { openStore } from "../store/open-store.ts";

/** A bot's outbox on a Redis of the test file's own, and BullMQ's classes over it. */
export class BullMqHarness {
  readonly server: RedisServer;
  readonly client: Redis;
  readonly #closers: (() => unknown)[] = [];

  constructor(server: RedisServer) {
    this.server = server;
    this.client = new Redis(server.url);
  }

  newScope(): string {
    return `test:{${randomBytes(6).toString("hex")}}:`;
  }

  /** One process's view of an outbox. */
  store(scope: string): RedisStore {
    return openStore(this.client, scope);
  }

  /** A fresh outbox with BullMQ's queue on it. */
  open(scope = this.newScope()): OpenHarness {
    const store = this.store(scope);
    const backendFactory = deliveryBackendFactory({ client: this.client, scope, store });
    const queue = new Queue(DESTINATION, { connection: this.client }, backendFactory);
    queue.on("error", () => {});
    this.#closers.push(() => queue.close());
    const worker = (send: (job: Job) => Promise<unknown>, options: Partial<WorkerOptions> = {}) => {
      const made = new Worker(DESTINATION, send, { connection: {}, ...options }, backendFactory);
      made.on("error", () => {});
      this.#closers.unshift(() => made.close());
      return made;
    };
    return { scope, store, queue, worker, backendFactory };
  }

  /** Every key under a scope with all that is in it. */
  async everything(scope: string): Promise<Record<string, string>> {
    const keys = (await this.client.keys(`${scope}*`)).sort();
    const dumps = await Promise.all(keys.map((key) => this.client.dumpBuffer(key)));
    return Object.fromEntries(keys.map((key, index) => [key, dumps[index]?.toString("hex") ?? ""]));
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
    this.client.disconnect();
    await this.server.close();
  }
}

export interface OpenHarness {
  scope: string;
  store: RedisStore;
  queue: Queue;
  worker(send: (job: Job) => Promise<unknown>, options?: Partial<WorkerOptions>): Worker;
  backendFactory: BackendFactory<DeliveryQueueBackend>;
}

/** A delivery of this moment. */
export function current(name: string, more: Partial<NewDelivery> = {}): NewDelivery {
  const createdAtMs = Date.now();
  return delivery(name, { createdAtMs, expiresAtMs: createdAtMs + DAY_MS, ...more });
}

export async function put(store: RedisStore, ...deliveries: readonly NewDelivery[]): Promise<void> {
  for (const each of deliveries) await store.put({ items: [{ kind: "deliver", delivery: each }] }, Date.now());
}

/** Leases the first and settles it. */
export async function settleFirst(
  store: RedisStore,
  how: { as: "retry"; atMs: number } | { as: "dead"; description: string } | { as: "delivered" } | { as: "leased" },
): Promise<string> {
  const request = { destination: DESTINATION, maxItems: 1, maxBytes: 1e9, nowMs: Date.now(), leaseMs: 60_000 };
  const [leased] = await store.lease(request);
  if (leased === undefined) throw new Error("nothing is ready");
  const { id } = leased;
  if (how.as === "retry") await store.settle([{ id, ...how, answerLost: false }], Date.now());
  if (how.as === "delivered") await store.settle([{ id, as: "delivered" }], Date.now());
  if (how.as === "dead") {
    await store.settle([{ id, as: "dead", reason: { code: 422, description: how.description } }], Date.now());
  }
  return id;
}

/** The destination's account, after making sure that it balances. */
export async function balanced(store: RedisStore): Promise<{
  accepted: number;
  delivered: number;
  pending: number;
  dead: number;
  ambiguous: number;
  purged: number;
}> {
  await store.refresh();
  const entry = store.ledger()[DESTINATION];
  if (entry === undefined) throw new Error("there is no account");
  const { accepted, delivered, pending, dropped, dead, ambiguous } = entry;
  const droppedSum = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(delivered + pending + droppedSum + dead).toBe(accepted);
  return { accepted, delivered, pending, dead, ambiguous, purged: dropped.purged ?? 0 };
}

/** Runs the tests where there is a Redis, and says so where there is none. */
export function describeWithBullMq(title: string, tests: (harness: () => BullMqHarness) => void): void {
  if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);
  describe.skipIf(!hasRedisServer())(title, () => {
    let harness: BullMqHarness | undefined;
    beforeAll(async () => {
      harness = new BullMqHarness(await startRedisServer());
    });
    afterAll(() => harness?.close());
    tests(() => {
      if (harness === undefined) throw new Error("the Redis has not started");
      return harness;
    });
  });
}
