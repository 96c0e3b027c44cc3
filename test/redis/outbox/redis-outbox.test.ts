import { type Delivery, type LeaseRequest, MemoryOutbox, type QuotaLimits } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { RedisAwayError } from "../../../packages/redis/src/errors/redis-away-error.ts";
import { ManualPorts } from "../../support/manual-ports.ts";
import {
  entryOf,
  expectBalanced,
  type FakeProcess,
  type FakeProcessOptions,
  FakeRedis,
  nameOfEntry,
  startProcess,
  turns,
} from "../relay/relay-fakes.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }] };

interface Bench extends FakeProcess {
  redis: FakeRedis;
  /** The connection comes up, and what follows from that has happened. */
  connect(): Promise<void>;
  lease(more?: Partial<LeaseRequest>): Promise<readonly Delivery[]>;
}

function start(options: Partial<FakeProcessOptions> = {}): Bench {
  const ports = options.ports ?? new ManualPorts();
  const redis = options.redis ?? new FakeRedis(ports.nowMs);
  const harness = startProcess({ ...options, ports, redis });
  return {
    ...harness,
    redis,
    connect: async () => {
      harness.connection.up();
      await turns();
    },
    lease: async (more) =>
      harness.outbox.lease({
        destination: "tgtrack",
        maxItems: 10,
        maxBytes: 1_000_000,
        nowMs: ports.nowMs(),
        leaseMs: 60_000,
        ...more,
      }),
  };
}

describe("recording", () => {
  it("answers at once where the local outbox does, whether Redis is there, away or was never reached", async () => {
    const { outbox, ports, connect, connection } = start();
    const now = ports.nowMs();
    expect(outbox.put(entryOf("one"), now)).toEqual({ statuses: ["stored"], overflowed: [] });
    await connect();
    expect(outbox.put(entryOf("two"), now)).toEqual({ statuses: ["stored"], overflowed: [] });
    connection.down();
    expect(outbox.put(entryOf("three"), now)).toEqual({ statuses: ["stored"], overflowed: [] });
  });

  it("knows an update that came before, here at once", async () => {
    const { outbox, ports } = start();
    const entry = entryOf("update", { to: ["howusedbot", "tgtrack"], dedupeKeys: ["5"] });
    await outbox.put(entry, ports.nowMs());
    expect(await outbox.put(entry, ports.nowMs())).toMatchObject({ statuses: ["duplicate", "duplicate"] });
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1 }, howusedbot: { accepted: 1 } });
  });

  it("says what had to leave because the local outbox is full, and counts it", async () => {
    const { outbox, ports } = start({ openLocal: () => new MemoryOutbox("small", { maxItems: 1 }) });
    await outbox.put(entryOf("one", { class: "activity" }), ports.nowMs());
    const { statuses, overflowed } = await outbox.put(entryOf("two", { to: ["a", "b"] }), ports.nowMs());
    expect(statuses).toEqual(["stored", "stored"]);
    expect(overflowed).toEqual([{ destination: "tgtrack", class: "activity" }]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, dropped: { overflow: 1 } }, a: { pending: 1 } });
    expectBalanced(outbox.ledger());
  });

  it("works in a process that delivers too, whose local outbox is opened by the first thing recorded", async () => {
    let opened = 0;
    const { connect, redis, record } = start({
      role: "deliver",
      openLocal: () => {
        opened++;
        return new MemoryOutbox("here");
      },
    });
    await connect();
    expect(opened).toBe(0);
    await record(entryOf("one"));
    await turns();
    expect([opened, redis.names]).toEqual([1, ["one"]]);
  });
});

describe("with Redis", () => {
  it("gives what any machine recorded, and tells whoever sends", async () => {
    const { outbox, connect, lease, ports, redis } = start();
    const heard: string[] = [];
    outbox.onReady((destination) => heard.push(destination));
    await connect();
    redis.outbox.put(entryOf("from elsewhere"), ports.nowMs());
    expect(heard).toEqual(["tgtrack"]);
    expect(await outbox.next("tgtrack", ports.nowMs())).toMatchObject({ kind: "ready", count: 1 });
    expect((await lease()).map(({ body }) => body)).toEqual(['"from elsewhere"']);
    expect(outbox.kind).toBe("redis");
  });

  it("passes on what other processes say", async () => {
    const { connect, connection, store } = start();
    await connect();
    connection.listeners.get("ready")?.("news");
    expect(store()?.heard).toEqual(["news"]);
  });

  it("is looked at every 20 seconds at the latest, for what another process was sending when it died", async () => {
    const { outbox, ports, connect, connection } = start();
    const heard: string[] = [];
    outbox.onReady((destination) => heard.push(destination));
    await outbox.next("tgtrack", ports.nowMs());
    await connect();
    heard.length = 0;
    await ports.advance(20_000);
    expect(heard).toEqual(["tgtrack"]);
    await ports.advance(60_000);
    expect(heard.length).toBeGreaterThan(3);
    connection.down();
    heard.length = 0;
    await ports.advance(60_000);
    expect(heard).toEqual([]);
  });

  it("keeps dead letters there, and sends them again from there", async () => {
    const { outbox, connect, record, lease, ports } = start();
    await connect();
    await record(entryOf("one"));
    await turns();
    const [leased] = await lease();
    if (leased === undefined) throw new Error("nothing was leased");
    const reason = { code: 400, description: "no" };
    await outbox.settle([{ id: leased.id, as: "dead", reason }], ports.nowMs());
    expect(await outbox.deadLetters()).toMatchObject([{ id: leased.id, reason }]);
    expect(await outbox.retryDead(leased.id, ports.nowMs())).toBe(true);
    expect(await outbox.dropDead(leased.id)).toBe(false);
  });

  it("finds the dead letters of a time before Redis in the file, and moves one that is tried again", async () => {
    const local = new MemoryOutbox("old");
    const [item] = entryOf("old").items;
    if (item?.kind !== "deliver") throw new Error("it is to be delivered");
    local.put({ items: [{ ...item, kind: "bury", reason: { code: 1, description: "no" } }] }, 1_795_000_000_000);
    const ports = new ManualPorts(1_795_000_000_000);
    const { outbox, connect, redis } = start({ ports, openLocal: () => local });
    await connect();
    const [letter] = await outbox.deadLetters();
    expect(letter?.body).toBe('"old"');
    expect(await outbox.retryDead(letter?.id ?? "", ports.nowMs())).toBe(true);
    await turns();
    expect(redis.names).toEqual(["old"]);
  });
});

describe("a person who is purged", () => {
  it("is forgotten in Redis and here, also what is on its way", async () => {
    const { outbox, connect, record, connection, redis } = start();
    await connect();
    await record(entryOf("moved", { userId: "7" }));
    await turns();
    await record(entryOf("under way", { userId: "7", to: ["a", "b"] }));
    await record(entryOf("another's", { userId: "8" }));
    expect(await outbox.purgeUser("7")).toBe(3);
    await turns();
    expect(redis.names.at(-1)).toBe("another's");
    expect(outbox.ledger()).toMatchObject({
      tgtrack: { accepted: 2, pending: 1, dropped: { purged: 1 } },
      a: { accepted: 1, pending: 0, dropped: { purged: 1 } },
    });
    expectBalanced(outbox.ledger());
    connection.down();
    await expect(outbox.purgeUser("8")).rejects.toThrow(RedisAwayError);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { pending: 1 } });
  });
});

describe("while Redis is away", () => {
  it("nothing is given out, no slot is granted, and questions about dead letters say why they fail", async () => {
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

  it("a person who was being purged when it went away may be gone from it, and the error says so", async () => {
    const { outbox, connect, record, connection, redis } = start();
    await connect();
    await record(entryOf("one", { userId: "7" }));
    await turns();
    const purged = outbox.purgeUser("7");
    while (redis.outbox.ledger()["tgtrack"]?.dropped.purged === 0) await turns(1);
    connection.down();
    await expect(purged).rejects.toThrow("may have been done");
  });

  it("a question whose answer was lost is answered as if it had been away before", async () => {
    const { outbox, connect, lease, connection, ports } = start();
    await connect();
    const answers = [outbox.next("tgtrack", ports.nowMs()), lease(), outbox.takeSlot(LIMITS, true, ports.steadyMs())];
    const letters = outbox.deadLetters();
    connection.down();
    expect(await Promise.all(answers)).toMatchObject([{ kind: "none" }, [], { granted: false }]);
    await expect(letters).rejects.toThrow(RedisAwayError);
  });

  it("what was delivered is remembered, and Redis is told before anything else is asked of it", async () => {
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

  it("an answer that was under way to Redis when the connection was lost is told again", async () => {
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

  it("an answer that comes while Redis is being looked at anew is told as soon as it can be used", async () => {
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

  it("the ledger stays as it was, with what is recorded meanwhile", async () => {
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

  it("whoever sends is told of every destination when it is back", async () => {
    const { outbox, connect, ports } = start();
    const heard: string[] = [];
    outbox.onReady((destination) => heard.push(destination));
    await outbox.next("tgtrack", ports.nowMs());
    await outbox.next("howusedbot", ports.nowMs());
    await connect();
    expect(heard).toEqual(["tgtrack", "howusedbot"]);
  });
});

describe("an answer that Redis refuses to note", () => {
  it("is told again until it is taken", async () => {
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

  it("at the very beginning leaves the outbox away until it is taken", async () => {
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

describe("a process that only records", () => {
  it("leases nothing, and moves what it records", async () => {
    const { outbox, connect, record, lease, ports, redis } = start({ role: "record" });
    const heard: string[] = [];
    outbox.onReady((destination) => heard.push(destination));
    await connect();
    await record(entryOf("one"));
    await turns();
    expect(redis.names).toEqual(["one"]);
    expect(await outbox.next("tgtrack", ports.nowMs())).toEqual({ kind: "none" });
    expect(await lease()).toEqual([]);
    expect(heard).toEqual([]);
  });

  it("may ask a service something, under the quota of all", async () => {
    const { outbox, connect, ports } = start({ role: "record" });
    await connect();
    expect(await outbox.takeSlot(LIMITS, true, ports.steadyMs())).toMatchObject({ granted: true });
  });
});

describe("a flush", () => {
  it("waits until everything recorded here is in Redis", async () => {
    const { outbox, connect, ports, redis } = start({ role: "record" });
    for (let count = 0; count < 1_200; count++) outbox.put(entryOf(`${count}`), ports.nowMs());
    await connect();
    await outbox.flush(5_000);
    expect(redis.names).toHaveLength(1_200);
  });

  it("ends in time when Redis does not come, and has nothing to wait for where nothing was recorded", async () => {
    const { outbox, ports, record } = start();
    await outbox.flush(5_000);
    await record(entryOf("one"));
    let ended = false;
    const flushed = outbox.flush(5_000).then(() => {
      ended = true;
    });
    await ports.advance(4_900);
    expect(ended).toBe(false);
    await ports.advance(200);
    await flushed;
  });
});

describe("closing", () => {
  it("leaves what Redis may still lose to the next process, and counts nothing twice", async () => {
    const ports = new ManualPorts();
    const local = new MemoryOutbox("file");
    const redis = new FakeRedis(ports.nowMs);
    const before = start({ ports, redis, openLocal: () => local });
    await before.connect();
    await before.record(entryOf("one"));
    await turns();
    await before.outbox.close();
    expect(before.connection.isClosed).toBe(true);
    const after = start({ ports, redis, openLocal: () => local });
    await after.connect();
    await after.record(entryOf("two"));
    await turns();
    expect(redis.names).toEqual(["one", "two"]);
    expect(after.outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 2, pending: 2 });
  });

  it("takes no longer than a moment when Redis hangs", async () => {
    const { outbox, connect, record, ports, store, connection, local } = start();
    await connect();
    const never = new Promise<never>(() => {});
    Object.assign(store() ?? {}, { move: () => never });
    connection.close = () => never;
    await record(entryOf("one"));
    await turns();
    const closed = outbox.close();
    await ports.advance(300);
    await closed;
    expect(local().ledger()['["tgtrack"]']).toMatchObject({ pending: 1 });
  });

  it("leaves nothing that runs on, also when Redis is found in that very moment", async () => {
    const { outbox, connect, record, ports, store, connection } = start();
    const heard: string[] = [];
    await connect();
    await outbox.next("tgtrack", ports.nowMs());
    const never = new Promise<never>(() => {});
    Object.assign(store() ?? {}, { move: () => never });
    await record(entryOf("one"));
    await turns();
    connection.down();
    const closed = outbox.close();
    connection.up();
    await turns();
    await ports.advance(300);
    await closed;
    outbox.onReady((destination) => heard.push(destination));
    await ports.advance(60_000);
    expect(heard).toEqual([]);
  });

  it("says what goes with the process where there is no file, and takes nothing any more", async () => {
    const { outbox, record, ports, said } = start();
    await record(entryOf("one"));
    await outbox.close();
    expect(said).toEqual([expect.stringContaining("1 delivery was lost when the process ended")]);
    await expect(outbox.put(entryOf("two"), ports.nowMs())).rejects.toThrow("closed");
  });
});

describe("Redis that lost its data", () => {
  it("is told of once, with what waited there, and what was just moved is moved again", async () => {
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
    expect(told[0]).toContain("3 for tgtrack");
    expect(told[0]).toContain("1 for howusedbot");
    expect(told[0]).toContain("429 for up to a day");
    expect(redis.names).toEqual(["three"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, pending: 1 } });
    connection.down();
    await connect();
    expect(said.filter((line) => line.includes("lost its data"))).toHaveLength(1);
  });

  it("under an open connection is noticed by the next thing asked", async () => {
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
