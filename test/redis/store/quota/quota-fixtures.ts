import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe } from "vitest";
import { MemoryOutbox } from "../../../../packages/core/src/outbox/memory/memory-outbox.ts";
import type { Outbox } from "../../../../packages/core/src/outbox/outbox.ts";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import { RedisQuota, type RedisQuotaParts } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../../../support/redis-server.ts";

/** Some moment in November 2026. */
export const START_MS = 1_795_000_000_000;

/** One Redis for the tests of a file, and processes that share a quota on it. */
export class QuotaHarness {
  #server: RedisServer | undefined;
  readonly #clients: Redis[] = [];
  readonly #quotas: RedisQuota[] = [];
  /** What stricter limits the quotas told of, in order. */
  readonly told: QuotaLimits[] = [];

  async start(): Promise<void> {
    this.#server = await startRedisServer();
  }

  async stop(): Promise<void> {
    for (const quota of this.#quotas) quota.close();
    for (const client of this.#clients) client.disconnect();
    await this.#server?.close();
  }

  get server(): RedisServer {
    if (this.#server === undefined) throw new Error("the Redis of this file is not running");
    return this.#server;
  }

  /** A connection as another process would have it. */
  connect(): Redis {
    const client = new Redis(this.server.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    // A Redis that a test has stopped is no news to it.
    client.on("error", () => {});
    this.#clients.push(client);
    return client;
  }

  newScope(): string {
    return `bot-tracker:{${randomUUID()}}:`;
  }

  /** One process's part in the quota of `scope`. */
  process(scope: string, more: Partial<RedisQuotaParts> = {}): RedisQuota {
    const quota = new RedisQuota({
      client: more.client ?? this.connect(),
      scope,
      clock: "caller",
      news: { stricterLimits: (limits) => void this.told.push(limits) },
      newSlot: randomUUID,
      process: randomUUID(),
      ports: new ManualPorts(START_MS),
      ...more,
    });
    this.#quotas.push(quota);
    return quota;
  }
}

/** Tests with a real Redis. Without one they are skipped, under a name that says what to install. */
export function describeWithRedis(name: string, tests: (harness: QuotaHarness) => void): void {
  const isThere = hasRedisServer();
  describe.skipIf(!isThere)(isThere ? name : `${name} (${NO_REDIS_SERVER})`, () => {
    const harness = new QuotaHarness();
    beforeAll(() => harness.start());
    afterAll(() => harness.stop());
    tests(harness);
  });
}

/** An outbox that has nothing from Redis but its quota. */
export function outboxWith(quota: RedisQuota): Outbox {
  return Object.assign(new MemoryOutbox("quota"), {
    takeSlot: quota.take.bind(quota),
    endSlot: quota.end.bind(quota),
    quotaUsed: quota.used.bind(quota),
  });
}

/** A slot's name, or when there may be one. */
export async function takeFrom(
  quota: RedisQuota,
  limits: QuotaLimits,
  atMs: number,
  urgent = true,
): Promise<string | number> {
  const grant = await quota.take(limits, urgent, atMs);
  return grant.granted ? grant.slot : grant.atMs;
}
