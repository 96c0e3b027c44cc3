import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../../packages/core/src/outbox/delivery.ts";
import type { NextUp } from "../../../packages/core/src/outbox/outbox.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import { DESTINATION, delivery, drain, lease, leaseOne, nameOf, putAll } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { newScope, openStore } from "./open-store.ts";

const DUE_MS = 3_600_000;

describe.skipIf(!hasRedisServer())("a process that delivers", () => {
  let server: RedisServer;
  let client: Redis;
  let subscriber: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    subscriber = new Redis(server.url);
  });
  beforeEach(async () => {
    await client.config("RESETSTAT");
  });
  afterAll(async () => {
    client.disconnect();
    subscriber.disconnect();
    await server.close();
  });

  const nowMs = Date.now();
  const due = { createdAtMs: nowMs, expiresAtMs: nowMs + DUE_MS };
  const scriptsRun = async (): Promise<number> => {
    const stats = await client.info("commandstats");
    return ["eval", "evalsha"].reduce((sum, name) => {
      const [, calls = "0"] = new RegExp(`^cmdstat_${name}:calls=(\\d+)`, "m").exec(stats) ?? [];
      return sum + Number(calls);
    }, 0);
  };

  it("knows from each lease what comes next, and asks again when something may have changed", async () => {
    const scope = newScope();
    const [store, other] = [openStore(client, scope), openStore(client, scope)];
    await putAll(other, [delivery("0", due), delivery("a", due), delivery("b", due)], nowMs);
    await subscriber.subscribe(store.channel);
    subscriber.on("message", (_channel, message) => store.hear(message));
    await leaseOne(store, { nowMs });
    await client.config("RESETSTAT");
    await leaseOne(store, { nowMs });
    expect(await store.next(DESTINATION, nowMs)).toMatchObject({ kind: "ready", class: "event", count: 1 });
    await leaseOne(store, { nowMs });
    expect(await store.next(DESTINATION, nowMs + 1)).toMatchObject({ kind: "later" });
    expect(await scriptsRun()).toBe(2);
    const told = new Promise((resolve) => store.onReady(resolve));
    await putAll(other, [delivery("c", { ...due, class: "start" })], nowMs);
    await told;
    expect(await store.next(DESTINATION, nowMs + 1)).toMatchObject({ kind: "ready", class: "start", count: 1 });
  });

  it("no longer takes for ready what had to leave for something more valuable", async () => {
    const store = openStore(client, newScope(), { bounds: { maxItems: 1, maxBytes: 2 ** 30, maxDeadLetters: 1 } });
    const putOrMove = [
      () => putAll(store, [delivery("b", { ...due, class: "start" })], nowMs),
      () => {
        const made = delivery("c", { ...due, class: "start" });
        return store.move([{ id: "m", entry: { items: [{ kind: "deliver", delivery: made }] }, recordedAtMs: nowMs }]);
      },
    ];
    for (const [index, put] of putOrMove.entries()) {
      const destination = `other ${index}`;
      await drain(store, nowMs);
      await putAll(store, [delivery("a", { ...due, destination })], nowMs);
      expect(await store.next(destination, nowMs)).toMatchObject({ kind: "ready" });
      await put();
      expect(await store.next(destination, nowMs)).toEqual({ kind: "none" });
    }
  });

  it("knows of a delivery that is to be tried again later, whatever the lease saw before", async () => {
    const store = openStore(client, newScope());
    await putAll(store, [delivery("a", due), delivery("b", due)], nowMs);
    const leased = await leaseOne(store, { nowMs, leaseMs: DUE_MS });
    const retry = { id: leased?.id ?? "", as: "retry", atMs: nowMs + 10_000, answerLost: false } as const;
    await Promise.all([leaseOne(store, { nowMs, leaseMs: DUE_MS }), store.settle([retry], nowMs)]);
    const next = await store.next(DESTINATION, nowMs);
    expect(next.kind === "later" ? next.atMs - nowMs : next).toBeLessThan(60_000);
  });

  it("tells Redis in one step how those ended whose answers came in one turn", async () => {
    const store = openStore(client, newScope());
    const names = Array.from({ length: 9 }, (_, index) => `${index}`);
    await putAll(
      store,
      names.map((name) => delivery(name, due)),
      nowMs,
    );
    const [first, ...leased] = await lease(store, { nowMs });
    await store.settle([{ id: first?.id ?? "", as: "delivered" }], nowMs);
    await client.config("RESETSTAT");
    await Promise.all(leased.map(({ id }) => store.settle([{ id, as: "delivered" }], nowMs)));
    expect(await scriptsRun()).toBe(1);
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 9, delivered: 9, pending: 0 });
  });

  const claim = (store: RedisStore): Promise<readonly Delivery[]> =>
    store.claim(DESTINATION, nowMs, (next) =>
      next.kind === "ready"
        ? { destination: DESTINATION, maxItems: 1, maxBytes: 1e6, nowMs, leaseMs: 60_000 }
        : undefined,
    );

  it("takes the next delivery in the step in which it tells how the last one ended", async () => {
    const store = openStore(client, newScope());
    await putAll(
      store,
      ["0", "1", "2", "3"].map((name) => delivery(name, due)),
      nowMs,
    );
    await client.config("RESETSTAT");
    for (let taken = 0; taken < 4; taken++) {
      const [one] = await claim(store);
      expect(one && nameOf(one)).toBe(`${taken}`);
      void store.settle([{ id: one?.id ?? "", as: "delivered" }], nowMs);
    }
    expect(await claim(store)).toEqual([]);
    expect(await scriptsRun()).toBe(5);
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 4, delivered: 4, pending: 0 });
  });

  it("says of what it has not looked at that something more valuable may be ready", async () => {
    const store = openStore(client, newScope());
    const seen: NextUp[] = [];
    await store.claim(DESTINATION, nowMs, (next) => void seen.push(next));
    expect(seen).toMatchObject([{ kind: "ready", class: "activity", dueAtMs: nowMs }, { kind: "none" }]);
  });

  it("does not take for ready what has expired since the last lease", async () => {
    const store = openStore(client, newScope(), { clock: "caller" });
    const short = { ...due, expiresAtMs: nowMs + 5_000 };
    await putAll(store, [delivery("event", short), delivery("start", { ...short, class: "start" })], nowMs);
    await leaseOne(store, { nowMs });
    expect((await store.next(DESTINATION, nowMs + 5_000)).kind).toBe("later");
  });

  it("takes what waited for a start in the step in which it tells that the start was delivered", async () => {
    const store = openStore(client, newScope());
    const person = { ...due, userId: "7" };
    await putAll(store, [delivery("s", { ...person, class: "start" }), delivery("g", person)], nowMs);
    const [start] = await claim(store);
    expect(await claim(store)).toEqual([]);
    await client.config("RESETSTAT");
    const settled = store.settle([{ id: start?.id ?? "", as: "delivered" }], nowMs);
    expect((await claim(store)).map(nameOf)).toEqual(["g"]);
    await settled;
    expect(await scriptsRun()).toBe(1);
  });

  it("takes the next one also where Redis cannot take how the last one ended, which is told again", async () => {
    const scope = newScope();
    const store = openStore(client, scope);
    const names = ["a", "b"];
    await putAll(
      store,
      names.map((name) => delivery(name, { ...due, class: "start", userId: name })),
      nowMs,
    );
    const [first] = await claim(store);
    await client.del(`${scope}${DESTINATION}:barriers:a`);
    await client.set(`${scope}${DESTINATION}:barriers:a`, "another program's");
    const settled = expect(store.settle([{ id: first?.id ?? "", as: "delivered" }], nowMs)).rejects.toThrow(
      "WRONGTYPE",
    );
    expect((await claim(store)).map(nameOf)).toEqual(["b"]);
    await settled;
    expect(store.isSending).toBe(true);
  });

  it("keeps how another destination's ended where Redis cannot lease in the same step", async () => {
    const scope = newScope();
    const store = openStore(client, scope);
    await putAll(store, [delivery("a", { ...due, destination: "other" }), delivery("b", due)], nowMs);
    const sent = await leaseOne(store, { destination: "other", nowMs });
    await client.set(`${scope}${DESTINATION}:active`, "another program's");
    const settled = expect(store.settle([{ id: sent?.id ?? "", as: "delivered" }], nowMs)).rejects.toThrow("WRONGTYPE");
    await expect(claim(store)).rejects.toThrow("WRONGTYPE");
    await settled;
    await store.refresh();
    expect(store.ledger()["other"]).toMatchObject({ accepted: 1, delivered: 1, pending: 0 });
  });

  it("keeps what was told together with a result that Redis cannot take", async () => {
    const scope = newScope();
    const store = openStore(client, scope);
    await putAll(
      store,
      ["a", "b", "c"].map((name) => delivery(name, { ...due, class: "start", userId: name })),
      nowMs,
    );
    const leased = await lease(store, { nowMs });
    await client.del(`${scope}${DESTINATION}:barriers:b`);
    await client.set(`${scope}${DESTINATION}:barriers:b`, "another program's");
    const settlements = leased.map(({ id }) => ({ id, as: "delivered" }) as const);
    await expect(store.settle(settlements, nowMs)).rejects.toThrow("WRONGTYPE");
    await store.refresh();
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 3, delivered: 2 });
  });
});
