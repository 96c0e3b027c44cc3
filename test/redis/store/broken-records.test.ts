import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import { DAY_MS, DESTINATION, delivery, drain, leaseOne, putAll, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { expectBalanced } from "../relay/fakes/entries.ts";
import { newScope, openStore } from "./open-store.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 2, perMs: 60_000 }] };
const REASON = { code: 400, description: "no" };

describe.skipIf(!hasRedisServer())("a record that cannot be read", () => {
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

  const begin = async () => {
    const scope = newScope();
    const corrupt: [string | undefined, number][] = [];
    const news = {
      epoch: () => {},
      stricterLimits: () => {},
      corrupt: (name: string | undefined, count: number) => void corrupt.push([name, count]),
    };
    const store = openStore(client, scope, { clock: "caller", news });
    await store.refresh();
    return { scope, corrupt, store, key: (id: string) => `${scope}${DESTINATION}:${id}` };
  };
  const firstId = async (scope: string): Promise<string> =>
    (await client.zrange(`${scope}${DESTINATION}:all`, "-1", "-1"))[0] ?? "";

  const broken: Record<string, (key: string) => Promise<unknown>> = {
    "whose packed part is text": (key) => client.hset(key, "bt", "not packed"),
    "whose packed part is something else": (key) => client.hset(key, "bt", Buffer.from([0x93, 1, 2, 3])),
    "whose packed part is gone": (key) => client.hdel(key, "bt"),
    "whose time is none": (key) => client.hset(key, "timestamp", "yesterday"),
    "without a method": (key) => client.hdel(key, "name"),
    "without a body": (key) => client.hdel(key, "data"),
    "that is no hash": async (key) => [await client.del(key), await client.set(key, "x")],
    "that was evicted": (key) => client.del(key),
  };

  it.each(Object.keys(broken))("%s is dropped as corrupt and said, and everything else goes on", async (how) => {
    const { scope, corrupt, store, key } = await begin();
    await putAll(store, [
      delivery("broken", { class: "start", userId: "1" }),
      delivery("after it", { class: "goal", userId: "1" }),
      delivery("other", { userId: "2" }),
    ]);
    await broken[how]?.(key(await firstId(scope)));
    expect(await drain(store)).toEqual(["after it", "other"]);
    expect(corrupt).toEqual([[DESTINATION, 1]]);
    expectBalanced(store.ledger());
    expect(store.ledger()[DESTINATION]).toMatchObject({
      accepted: 3,
      delivered: 2,
      pending: 0,
      dropped: { corrupt: 1 },
    });
    expect(await client.exists(`${scope}${DESTINATION}:ledger`)).toBe(1);
  });

  it.each(Object.keys(broken))("%s stops nothing while it is being sent", async (how) => {
    const { corrupt, store, key } = await begin();
    await putAll(store, [delivery("broken"), delivery("other")]);
    const leased = await leaseOne(store);
    await broken[how]?.(key(leased?.id ?? ""));
    expect(await drain(store, START_MS + DAY_MS)).toEqual(["other"]);
    expect(corrupt).toEqual([[DESTINATION, 1]]);
    expectBalanced(store.ledger());
  });

  it("with a count that is no number is counted anew", async () => {
    const { scope, store, key } = await begin();
    await putAll(store, [delivery("a"), delivery("b")]);
    const id = await firstId(scope);
    await client.hset(key(id), { ats: "x", atm: "x" });
    await client.hset(`${scope}stock`, { items: "x", bytes: "x" });
    await client.set(`${scope}${DESTINATION}:asked`, "x");
    await client.hset(`${scope}persons`, "1:1", "1 x");
    await store.put({ items: [], person: { botId: "1", userId: "1", change: { kind: "start", date: 5 } } }, START_MS);
    const leased = await leaseOne(store);
    await store.settle([{ id: leased?.id ?? "", as: "retry", atMs: START_MS, answerLost: false }], START_MS);
    await putAll(store, [delivery("c")]);
    expect((await drain(store)).toSorted()).toEqual(["a", "b", "c"]);
    expectBalanced(store.ledger());
  });

  it("among the dead letters stops neither the others nor what is recorded next", async () => {
    const { scope, corrupt, store, key } = await begin();
    const ids: string[] = [];
    for (const name of ["packed", "reason", "evicted", "good"]) {
      await putAll(store, [delivery(name)]);
      const leased = await leaseOne(store);
      ids.push(leased?.id ?? "");
      await store.settle([{ id: leased?.id ?? "", as: "dead", reason: REASON }], START_MS);
    }
    await client.zadd(`${scope}dead`, "-2", "a stranger", -1, "another.99");
    await client.hset(key(ids[0] ?? ""), "bt", "x");
    await client.hset(key(ids[1] ?? ""), "reason", "{");
    await client.del(key(ids[2] ?? ""));
    expect((await store.deadLetters()).map(({ reason }) => reason.code)).toEqual(["corrupt", 400]);
    expect(await store.dropDead("a stranger")).toBe(false);
    await putAll(store, [delivery("next")], START_MS + 31 * DAY_MS);
    expect(corrupt).toEqual([
      [undefined, 2],
      [DESTINATION, 2],
    ]);
    expect(store.ledger()[DESTINATION]).toMatchObject({ dead: 0, dropped: { corrupt: 2, expired: 2 } });
    expectBalanced(store.ledger());
  });

  it("of a quota stops no request", async () => {
    const { scope, store } = await begin();
    const grant = async (other: RedisStore): Promise<boolean> => (await other.takeSlot(LIMITS, true, START_MS)).granted;
    await client.zadd(
      `${scope}quota-asks:hash`,
      START_MS,
      "{",
      START_MS,
      "[]",
      START_MS,
      '{"delayMs":1,"windows":[[1]]}',
    );
    await client.set(`${scope}quota-open:hash`, "x");
    expect(await grant(store)).toBe(true);
    await client.del(`${scope}quota-ends:hash`);
    await client.hset(`${scope}quota-ends:hash`, "x", "y");
    expect(await grant(store)).toBe(true);
    expect(await grant(store)).toBe(false);
  });
});
