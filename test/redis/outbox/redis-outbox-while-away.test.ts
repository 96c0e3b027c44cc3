import type { QuotaLimits } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { RedisAwayError } from "../../../packages/redis/src/errors/redis-away-error.ts";
import { entryOf, nameOfEntry, turns } from "../relay/fakes/entries.ts";
import { start } from "./outbox-harness.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }] };

describe("while Redis is unavailable", () => {
  it("nothing is handed out, no slot is granted, and calls for dead letters say why they fail", async () => {
    const { outbox, lease, ports } = start();
    expect(outbox.kind).toBe("redis-away");
    expect(await outbox.next("tgtrack", ports.nowMs())).toEqual({ kind: "none" });
    expect(await lease()).toEqual([]);
    const refused = { granted: false, atMs: ports.steadyMs() + 1_000 };
    expect(await outbox.takeSlot(LIMITS, true, ports.steadyMs())).toEqual(refused);
    expect(outbox.quotaUsed(LIMITS, ports.steadyMs())).toEqual([0]);
    await expect(outbox.deadLetters()).rejects.toThrow(RedisAwayError);
    await expect(outbox.retryDead("x", ports.nowMs())).rejects.toThrow(RedisAwayError);
    await expect(outbox.dropDead("x")).rejects.toThrow(RedisAwayError);
    await expect(outbox.purgeUser("7")).rejects.toThrow("Nothing was changed");
  });

  it("the error says that a person may be purged if Redis was lost while it purged them", async () => {
    const { outbox, connect, record, connection, redis } = start();
    await connect();
    await record(entryOf("one", { userId: "7" }));
    await turns();
    const purged = outbox.purgeUser("7");
    while (redis.outbox.ledger()["tgtrack"]?.dropped.purged === 0) await turns(1);
    connection.down();
    await expect(purged).rejects.toThrow("may have been done");
  });

  it("a question whose answer was lost is answered as if Redis had been unavailable before", async () => {
    const { outbox, connect, lease, connection, ports } = start();
    await connect();
    const answers = [outbox.next("tgtrack", ports.nowMs()), lease(), outbox.takeSlot(LIMITS, true, ports.steadyMs())];
    const letters = outbox.deadLetters();
    connection.down();
    expect(await Promise.all(answers)).toMatchObject([{ kind: "none" }, [], { granted: false }]);
    await expect(letters).rejects.toThrow(RedisAwayError);
  });

  it("what was delivered is remembered, and reported before anything else is asked of Redis", async () => {
    const { outbox, connect, record, lease, connection, ports, redis } = start();
    await connect();
    await record(entryOf("one"));
    await record(entryOf("two"));
    await turns();
    const leased = await lease();
    const slot = await outbox.takeSlot(LIMITS, true, ports.steadyMs());
    connection.down();
    const [one, two] = leased.map(({ id }) => id);
    await outbox.settle([{ id: one ?? "", as: "delivered" }], ports.nowMs());
    await outbox.settle([{ id: two ?? "", as: "dead", reason: { code: 1, description: "no" } }], ports.nowMs());
    if (slot.granted) await outbox.endSlot(slot.slot, "never-sent", ports.steadyMs());
    // The leases run out meanwhile: a late answer that something was delivered still counts.
    await ports.advance(120_000);
    await record(entryOf("three"));
    await connect();
    expect(redis.outbox.ledger()["tgtrack"]).toMatchObject({ delivered: 1, dead: 1, pending: 1, ambiguous: 0 });
    expect(redis.outbox.quotaUsed(LIMITS, ports.steadyMs())).toEqual([0]);
    expect((await lease()).map(({ body }) => body)).toEqual(['"three"']);
  });

  it("a result that was on its way to Redis when the connection was lost is reported again", async () => {
    const { outbox, connect, record, lease, connection, ports, redis } = start();
    await connect();
    await record(entryOf("one"));
    await turns();
    const [one] = await lease();
    const told = outbox.settle([{ id: one?.id ?? "", as: "delivered" }], ports.nowMs());
    connection.down();
    await told;
    expect(redis.outbox.ledger()["tgtrack"]).toMatchObject({ delivered: 0 });
    await connect();
    expect(redis.outbox.ledger()["tgtrack"]).toMatchObject({ delivered: 1, pending: 0 });
  });

  it("a result that comes during a reconnect is reported as soon as Redis can be used", async () => {
    const { outbox, connect, record, lease, connection, ports, redis, store } = start();
    await connect();
    await record(entryOf("one"));
    await turns();
    const [one] = await lease();
    const slot = await outbox.takeSlot(LIMITS, true, ports.steadyMs());
    connection.down();
    const known = store();
    if (known === undefined || !slot.granted) throw new Error("it began badly");
    const { refresh } = known;
    known.refresh = async () => {
      known.refresh = refresh;
      await outbox.settle([{ id: one?.id ?? "", as: "delivered" }], ports.nowMs());
      await outbox.endSlot(slot.slot, "never-sent", ports.steadyMs());
      await refresh();
    };
    await connect();
    expect(outbox.kind).toBe("redis");
    expect(redis.outbox.ledger()["tgtrack"]).toMatchObject({ delivered: 1, pending: 0 });
    expect(redis.outbox.quotaUsed(LIMITS, ports.steadyMs())).toEqual([0]);
  });

  it("the ledger stays as it was, plus what is recorded in the meantime", async () => {
    const { outbox, connect, record, connection, ports } = start();
    await connect();
    await record(entryOf("one"));
    await turns();
    await ports.advance(100);
    connection.down();
    await record(entryOf("two"));
    expect(outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 2, pending: 2 });
    expect(outbox.oldestPendingAt("tgtrack")).toBeLessThan(ports.nowMs() - 100);
    await connect();
    expect(outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 2, pending: 2 });
  });

  it("whoever sends is woken for every destination when it is back", async () => {
    const { outbox, connect, ports } = start();
    const heard: string[] = [];
    outbox.onReady((destination) => heard.push(destination));
    await outbox.next("tgtrack", ports.nowMs());
    await outbox.next("howusedbot", ports.nowMs());
    await connect();
    expect(heard).toEqual(["tgtrack", "howusedbot"]);
  });
});

describe("a result that Redis refuses to store", () => {
  it("is reported again until it is stored", async () => {
    const { outbox, connect, record, lease, ports, redis, said } = start();
    await connect();
    await record(entryOf("one"));
    await turns();
    const [one] = await lease();
    redis.refusal = new Error("OOM command not allowed");
    await outbox.settle([{ id: one?.id ?? "", as: "delivered" }], ports.nowMs());
    await ports.advance(5_000);
    redis.refusal = undefined;
    await ports.advance(10_000);
    await turns();
    expect(redis.outbox.ledger()["tgtrack"]).toMatchObject({ delivered: 1 });
    expect(said.some((line) => line.includes("could not store the results"))).toBe(true);
  });

  it("at the very beginning keeps the outbox unavailable until it is stored", async () => {
    const { outbox, connect, record, ports, redis, said } = start();
    redis.refusal = new Error("MISCONF");
    await record(entryOf("one"));
    await connect();
    expect(outbox.kind).toBe("redis-away");
    expect(said).toEqual([expect.stringContaining("MISCONF")]);
    redis.refusal = undefined;
    await ports.advance(1_000);
    await turns();
    expect([outbox.kind, redis.names]).toEqual(["redis", ["one"]]);
  });
});

describe("Redis that lost its data", () => {
  it("is reported once, with what is lost there, without what was just moved and is moved again", async () => {
    const { outbox, connect, record, connection, redis, ports, said } = start();
    await connect();
    await record(entryOf("one"));
    await record(entryOf("two", { to: ["howusedbot", "tgtrack"] }));
    await turns();
    await ports.advance(3_000);
    await record(entryOf("three"));
    await turns();
    connection.down();
    redis.loseEverything();
    await connect();
    const told = said.filter((line) => line.includes("lost its data"));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("2 for tgtrack");
    expect(told[0]).toContain("1 for howusedbot");
    expect(told[0]).toContain("429 for up to a day");
    expect(redis.names).toEqual(["three"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, pending: 1 } });
    connection.down();
    await connect();
    expect(said.filter((line) => line.includes("lost its data"))).toHaveLength(1);
  });

  it("under an open connection is noticed by the next call", async () => {
    const { connect, record, redis, ports, outbox, said } = start();
    await connect();
    await record(entryOf("one"));
    await turns();
    redis.loseEverything();
    await outbox.next("tgtrack", ports.nowMs());
    await turns();
    expect(said.filter((line) => line.includes("lost its data"))).toHaveLength(1);
    expect(redis.arrivals.map(({ entry }) => nameOfEntry(entry))).toEqual(["one"]);
  });
});

it("says when another process has stricter limits for the same key", async () => {
  const { connect, store, said } = start();
  await connect();
  store()?.sayStricter(LIMITS);
  expect(said).toEqual([expect.stringContaining("stricter limits")]);
  expect(said[0]).toContain("3 per 1 s");
});

it("leaves it to the connection to say that Redis hangs, and goes on when it was only slow", async () => {
  const { connect, record, redis, outbox, ports, said, lease } = start();
  await connect();
  redis.refusal = new Error("Command timed out");
  await record(entryOf("one"));
  await turns();
  // What is put meanwhile may be told to nobody who has asked behind it.
  expect(await outbox.next("tgtrack", ports.nowMs())).toEqual({ kind: "later", atMs: ports.nowMs() + 1_000 });
  expect(await lease()).toEqual([]);
  await outbox.settle([{ id: "some", as: "delivered" }], ports.nowMs());
  await ports.advance(3_000);
  redis.refusal = undefined;
  await ports.advance(1_000);
  await turns();
  expect(said).toEqual([]);
  expect(redis.names).toEqual(["one"]);
});

it("says how to mend it if Redis does not let its user use the keys", async () => {
  const { connect, record, redis, said } = start();
  await connect();
  redis.refusal = new Error("NOPERM No permissions to access a key");
  await record(entryOf("one"));
  await turns();
  expect(said).toEqual([expect.stringContaining("Grant the user `+@all -@admin`, the keys that begin with `prefix`")]);
});
