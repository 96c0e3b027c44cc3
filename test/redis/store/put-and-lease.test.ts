import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Delivery, DeliveryClass, NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { DESTINATION, delivery, drain, lease, leaseOne, nameOf, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { expectBalanced } from "../relay/fakes/entries.ts";
import { newScope, openStore } from "./open-store.ts";

const OTHER = "howusedbot";

function moved(...deliveries: readonly NewDelivery[]): MovedEntry[] {
  return deliveries.map((each, index) => {
    const id = `m-${nameOf(each)}-${index}`;
    return { id, entry: { items: [{ kind: "deliver", delivery: each }] }, recordedAtMs: START_MS };
  });
}

const names = (leased: readonly Delivery[]): string[] => leased.map(nameOf);

interface Seen {
  told: number;
  /** What was leased when it was told for the first time. */
  leased: Promise<readonly Delivery[]>;
}

/** Leases as a lane does that is told before something is put, one time. */
function leasesOnceTold(store: RedisStore, maxItems = 100): Seen {
  const { promise: leased, resolve } = Promise.withResolvers<readonly Delivery[]>();
  const seen: Seen = { told: 0, leased };
  store.onReady(async (destination, _mostValuable, isNow = false) => {
    if (destination !== DESTINATION) return;
    seen.told++;
    if (!isNow || seen.told > 1) return;
    // A lane takes some microtasks before it asks.
    await Promise.resolve();
    const request = { destination, maxItems, maxBytes: 1e9, nowMs: START_MS, leaseMs: 60_000 };
    resolve(await store.claim(destination, START_MS, () => request));
  });
  return seen;
}

describe.skipIf(!hasRedisServer())("a process that records and sends", () => {
  let server: RedisServer;
  let client: Redis;
  let subscriber: Redis;
  let messages: string[];

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    subscriber = new Redis(server.url);
    subscriber.on("message", (channel: string) => messages.push(channel));
    // So that Redis knows the scripts.
    const store = openStore(client, newScope(), { clock: "caller" });
    await store.move(moved(delivery("a")));
    const seen = leasesOnceTold(store);
    await store.move(moved(delivery("b")));
    await seen.leased;
    await store.next(DESTINATION, START_MS);
  });
  beforeEach(async () => {
    messages = [];
    await client.config("RESETSTAT");
  });
  afterAll(async () => {
    client.disconnect();
    subscriber.disconnect();
    await server.close();
  });

  const open = (scope = newScope()): RedisStore => openStore(client, scope, { clock: "caller" });
  const scriptsRun = async (): Promise<number> => {
    const stats = await client.info("commandstats");
    return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
  };

  it("takes what it puts in the same step, and wakes nobody for it", async () => {
    const store = open();
    await subscriber.subscribe(store.channel);
    const seen = leasesOnceTold(store);
    const results = await store.move(moved(delivery("a"), delivery("b", { class: "start" })));
    expect(results.map(({ statuses }) => statuses)).toEqual([["stored"], ["stored"]]);
    expect(names(await seen.leased)).toEqual(["b", "a"]);
    expect(await scriptsRun()).toBe(1);
    expect(seen.told).toBe(1);
    await subscriber.ping();
    expect(messages).toEqual([]);
    expect(store.ledger()).toMatchObject({ [DESTINATION]: { accepted: 2, pending: 2 } });
  });

  it("counts what it has put at once, though it was told the ledger a moment ago", async () => {
    const store = open();
    await leaseOne(store);
    const seen = leasesOnceTold(store);
    await store.move(moved(delivery("a")));
    expect(names(await seen.leased)).toEqual(["a"]);
    expect(store.ledger()).toMatchObject({ [DESTINATION]: { accepted: 1, pending: 1 } });
  });

  it("wakes the others where it leaves something to them", async () => {
    const store = open();
    await subscriber.subscribe(store.channel);
    const seen = leasesOnceTold(store, 1);
    await store.move(moved(delivery("a"), delivery("b")));
    expect(names(await seen.leased)).toEqual(["a"]);
    await expect.poll(() => messages).toEqual([store.channel]);
    expect(names(await lease(open(store.channel.replace(/ready$/, ""))))).toEqual(["b"]);
  });

  it("asks behind what it puts where it has to look first, and need not be told again", async () => {
    const store = open();
    let told = 0;
    let next: unknown;
    store.onReady(async () => {
      if (++told === 1) next = await store.next(DESTINATION, START_MS);
    });
    await store.move(moved(delivery("a")));
    await expect.poll(() => next).toMatchObject({ kind: "ready", count: 1 });
    expect(told).toBe(1);
  });

  it("is told again if Redis had forgotten the script, so that it asked before anything was put", async () => {
    const store = open();
    await client.script("FLUSH");
    const told: (boolean | undefined)[] = [];
    let next: unknown;
    store.onReady(async (_destination, _mostValuable, isNow) => {
      told.push(isNow);
      next = await store.next(DESTINATION, START_MS);
    });
    // What it asks with is known there, and what it puts with is not.
    await store.next("other", START_MS);
    await store.move(moved(delivery("a")));
    await expect.poll(() => next).toMatchObject({ kind: "ready", count: 1 });
    expect(told).toEqual([true, undefined]);
  });

  it("puts in one step with the lease what it would put before it", async () => {
    const userIds = [undefined, "1", "2"];
    const deliveries = fc.array(
      fc.record({
        class: fc.constantFrom<DeliveryClass>("start", "goal", "stop", "event", "activity"),
        userId: fc.constantFrom(...userIds),
        destination: fc.constantFrom(DESTINATION, DESTINATION, OTHER),
        dedupeKeys: fc.subarray(["update 1", "update 2"]),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const rounds = fc.array(deliveries, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rounds, fc.integer({ min: 1, max: 5 }), async (all, maxItems) => {
        const [together, apart] = [open(), open()];
        for (const [round, made] of all.entries()) {
          const entries = moved(...made.map((more, index) => delivery(`${round}-${index}`, more)));
          const isTold = made.some(({ destination }) => destination === DESTINATION);
          const seen = isTold ? leasesOnceTold(together, maxItems) : undefined;
          const first = await together.move(entries);
          const second = await apart.move(entries);
          expect(first).toEqual(second);
          const [own, other] = seen === undefined ? [[], []] : [await seen.leased, await lease(apart, { maxItems })];
          expect(names(own)).toEqual(names(other));
          for (const [store, some] of [[together, own] as const, [apart, other] as const]) {
            const ends = some.slice(0, 2).map(({ id }) => ({ id, as: "delivered" }) as const);
            await store.settle(ends, START_MS);
            await store.refresh();
            expectBalanced(store.ledger());
          }
          expect(together.ledger()).toEqual(apart.ledger());
          expect(await together.next(DESTINATION, START_MS)).toEqual(await apart.next(DESTINATION, START_MS));
          expect(await drain(together, START_MS, OTHER)).toEqual(await drain(apart, START_MS, OTHER));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("still takes what waits where Redis is too full for what it puts", async () => {
    const store = open();
    await store.move(moved(delivery("before")));
    const seen = leasesOnceTold(store);
    await client.config("SET", "maxmemory", 1);
    try {
      await expect(store.move(moved(delivery("refused")))).rejects.toThrow(/OOM/);
      expect(names(await seen.leased)).toEqual(["before"]);
    } finally {
      await client.config("SET", "maxmemory", 0);
    }
    expect(await leaseOne(store)).toBeUndefined();
  });
});
