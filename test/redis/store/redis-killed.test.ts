import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import { DAY_MS, DESTINATION, delivery, leaseOne, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { ManualPorts } from "../../support/manual-ports.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { newScope, openStore } from "./open-store.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 2, perMs: 60_000 }] };

/** What Redis holds is put back to an earlier moment by hand: as a killed one does that writes once a second. */
describe.skipIf(!hasRedisServer())("a Redis that was killed and lost its last second", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const start = (
    connection: Redis = client,
    scope = `test:{${randomBytes(6).toString("hex")}}:`,
  ): { store: RedisStore; ports: ManualPorts; scope: string } => {
    const ports = new ManualPorts(START_MS);
    const store = openStore(connection, scope, { clock: "caller", ports });
    return { store, ports, scope };
  };
  const keep = async (scope: string): Promise<() => Promise<void>> => {
    const keys = await client.keys(`${scope}*`);
    const values = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
    return async () => {
      await client.del(...(await client.keys(`${scope}*`)));
      await Promise.all(keys.map((key, index) => client.restore(key, 0, values[index] ?? "")));
    };
  };
  /** As long after its start as a Redis may be from which nothing is taken yet. */
  const restOver = (ports: ManualPorts): Promise<void> => ports.advance(3_000);

  it("gets the deliveries of that second reported again, so that none is sent twice", async () => {
    const { store, ports, scope } = start();
    await store.put({ items: [{ kind: "deliver", delivery: delivery("a") }] }, START_MS);
    const leased = await leaseOne(store);
    const goBack = await keep(scope);
    await store.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
    await goBack();
    await store.resume();
    await restOver(ports);
    expect(await leaseOne(store, { nowMs: START_MS + DAY_MS })).toBeUndefined();
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 1, delivered: 1, pending: 0, ambiguous: 0 });
  });

  it("gets the requests of that second reported again, so that no window sees more than its limit", async () => {
    const { store, ports, scope } = start();
    const goBack = await keep(scope);
    for (let sent = 0; sent < 2; sent++) {
      const grant = await store.takeSlot(LIMITS, true, START_MS);
      await store.endSlot(grant.granted ? grant.slot : "", "answered", START_MS);
    }
    await goBack();
    await store.resume();
    await restOver(ports);
    expect(await store.takeSlot(LIMITS, true, ports.steadyMs())).toMatchObject({ granted: false });
    expect(store.quotaUsed(LIMITS, ports.steadyMs())).toEqual([2]);
  });

  it("gets no report again that it has, nor one from long before", async () => {
    const { store, ports } = start();
    for (const name of ["old", "new"]) {
      await store.put({ items: [{ kind: "deliver", delivery: delivery(name) }] }, START_MS);
      const grant = await store.takeSlot(LIMITS, true, ports.steadyMs());
      const leased = await leaseOne(store);
      await store.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
      await store.endSlot(grant.granted ? grant.slot : "", "answered", ports.steadyMs());
      await ports.advance(10_000);
    }
    const before = store.quotaUsed(LIMITS, ports.steadyMs());
    await store.resume();
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 2, delivered: 2, pending: 0 });
    expect(store.quotaUsed(LIMITS, ports.steadyMs())).toEqual(before);
  });

  it("hands out nothing in its first three seconds, until all processes have reported", async () => {
    const own = await startRedisServer();
    const ownClient = new Redis(own.url, { retryStrategy: () => 20 });
    ownClient.on("error", () => {});
    try {
      const ports = new ManualPorts(START_MS);
      const store = openStore(ownClient, newScope(), { clock: "caller", ports });
      await store.resume();
      await store.put({ items: [{ kind: "deliver", delivery: delivery("a") }] }, START_MS);
      expect(await store.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready" });
      await own.stop("SIGKILL");
      await own.start();
      await store.resume();
      const next = await store.next(DESTINATION, START_MS);
      expect(next.kind).toBe("later");
      expect(next.kind === "later" ? next.atMs - START_MS : 0).toBeLessThanOrEqual(3_000);
      expect(await leaseOne(store)).toBeUndefined();
      expect(await store.takeSlot(LIMITS, true, START_MS)).toMatchObject({ granted: false });
      await restOver(ports);
      expect(await leaseOne(store)).toMatchObject({ destination: DESTINATION });
    } finally {
      ownClient.disconnect();
      await own.close();
    }
  });

  it("takes back what it leased in a lost answer, so that it is not late by a lease", async () => {
    let losesAnswers = false;
    const lossy = new Proxy(client, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "evalsha") return value.bind(target);
        return async (...args: unknown[]) => {
          const answer: unknown = await value.apply(target, args);
          if (losesAnswers) throw new Error("Connection is closed.");
          return answer;
        };
      },
    });
    const { store, ports, scope } = start(lossy);
    for (const name of ["a", "b", "c"]) {
      await store.put({ items: [{ kind: "deliver", delivery: delivery(name) }] }, START_MS);
    }
    expect(await leaseOne(store)).toMatchObject({ body: '"a"' });
    losesAnswers = true;
    await expect(leaseOne(store)).rejects.toThrow("Connection is closed.");
    losesAnswers = false;
    expect(await client.zcard(`${scope}${DESTINATION}:leases`)).toBe(2);
    await store.resume();
    await restOver(ports);
    expect(await leaseOne(store)).toMatchObject({ body: '"b"', attempts: 0 });
    expect(store.ledger()[DESTINATION]).toMatchObject({ pending: 3, ambiguous: 0 });
  });

  it("also hands out nothing at first if it was loading for minutes, or was a replica before", async () => {
    const { store, scope } = start();
    await store.resume();
    await store.put({ items: [{ kind: "deliver", delivery: delivery("a") }] }, START_MS);
    const info = async (): Promise<string> => "uptime_in_seconds:600\r\nrun_id:another\r\n";
    const takenOver = new Proxy(client, {
      get: (target, name) => {
        const value: unknown = name === "info" ? info : Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const [first, second] = [start(takenOver, scope), start(takenOver, scope)];
    for (const { store: one } of [first, second]) {
      await one.resume();
      expect(await leaseOne(one)).toBeUndefined();
    }
    await client.hincrby(`${scope}run`, "metAt", -3_000);
    await second.store.resume();
    expect(await leaseOne(second.store)).toMatchObject({ destination: DESTINATION });
  });

  it("forgets what a machine that is gone has moved, after 30 days", async () => {
    const { store, ports, scope } = start();
    await client.hset(`${scope}moved`, { old: START_MS - 31 * DAY_MS, young: START_MS - 29 * DAY_MS });
    await store.resume();
    expect(await client.hkeys(`${scope}moved`)).toEqual(["young"]);
    expect(ports.steadyMs()).toBe(START_MS);
  });
});
