import { join } from "node:path";
import type { Delivery, LeaseRequest } from "@bot-tracker/core";
import { MemoryOutbox } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { RELAY_LEASE_MS } from "../../../packages/redis/src/relay/lease-batch.ts";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { delivery } from "../../core/outbox/outbox-fixtures.ts";
import { ManualPorts } from "../../support/manual-ports.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import {
  entryOf,
  expectBalanced,
  type FakeProcess,
  type FakeProcessOptions,
  FakeRedis,
  openFile,
  startProcess,
  turns,
} from "./relay-fakes.ts";

const BOTH = ["howusedbot", "tgtrack"];

function start(options: Omit<FakeProcessOptions, "redis" | "ports"> = {}): FakeProcess & { redis: FakeRedis } {
  const ports = new ManualPorts();
  const redis = new FakeRedis(ports.nowMs);
  return { ...startProcess({ ...options, ports, redis }), redis };
}

/** Counts how often anybody asks what there is. */
class WatchedOutbox extends MemoryOutbox {
  asked = 0;
  readonly leases: number[] = [];

  override next(...request: Parameters<MemoryOutbox["next"]>): ReturnType<MemoryOutbox["next"]> {
    this.asked++;
    return super.next(...request);
  }

  override lease(request: LeaseRequest): Delivery[] {
    const leased = super.lease(request);
    this.leases.push(leased.length);
    return leased;
  }
}

describe("what is recorded", () => {
  it("is in Redis after some turns of the event loop, without a timer", async () => {
    const { redis, connection, outbox, ports } = start();
    connection.up();
    await turns();
    outbox.put(entryOf("one"), ports.nowMs());
    await turns();
    expect(redis.names).toEqual(["one"]);
  });

  it("before Redis was ever reached waits, and goes in the order in which it was recorded", async () => {
    const { redis, connection, record, outbox } = start();
    await record(entryOf("one"));
    await record(entryOf("two", { to: BOTH }));
    await record(entryOf("three"));
    expect(outbox.ledger()).toMatchObject({ tgtrack: { pending: 3 }, howusedbot: { pending: 1 } });
    connection.up();
    await turns();
    expect(redis.names).toEqual(["one", "two", "three"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { pending: 3 }, howusedbot: { pending: 1 } });
  });

  it("keeps a start before what its user does next, whatever destinations either is for", async () => {
    const { redis, connection, record } = start();
    await record(entryOf("goal before", { class: "goal", userId: "7" }));
    await record(entryOf("start", { class: "start", userId: "7", to: BOTH }));
    await record(entryOf("goal", { class: "goal", userId: "7" }));
    connection.up();
    await turns();
    expect(redis.names.indexOf("start")).toBeLessThan(redis.names.indexOf("goal"));
  });

  it("keeps a stop before the start that follows it, also if the stop is for fewer destinations", async () => {
    const { redis, connection, record } = start();
    await record(entryOf("stop", { class: "stop", userId: "7", to: ["howusedbot"] }));
    await record(entryOf("start", { class: "start", userId: "7", to: BOTH }));
    connection.up();
    await turns();
    expect(redis.names).toEqual(["stop", "start"]);
  });

  it("goes with the next batch if it is a start, however much else waits", async () => {
    const { redis, connection, outbox, ports } = start({
      openLocal: () => new MemoryOutbox("here", { maxItems: 200_000 }),
    });
    for (let count = 0; count < 100_000; count++) {
      outbox.put(entryOf("event", { to: count % 2 === 0 ? BOTH : ["tgtrack"] }), ports.nowMs());
    }
    connection.up();
    await turns(12);
    const before = redis.arrivals.length;
    expect(before).toBeLessThan(50_000);
    outbox.put(entryOf("start", { class: "start", userId: "7", to: ["webhook"] }), ports.nowMs());
    while (!redis.names.includes("start")) await turns(1);
    // One batch may have been on its way.
    expect(redis.names.indexOf("start") - before).toBeLessThanOrEqual(1_000);
  });

  it("from a time before Redis, under the destinations' own names, is moved too", async () => {
    const local = new MemoryOutbox("old");
    local.put({ items: [{ kind: "deliver", delivery: delivery("old") }] }, 1_795_000_000_000);
    const { redis, connection, outbox, ports, record } = start({ openLocal: () => local });
    // A file says by itself what waits in it, memory says it of what comes next.
    local.put({ items: [{ kind: "deliver", delivery: delivery("old too") }] }, 1_795_000_000_000);
    await record(entryOf("fresh"));
    connection.up();
    await turns();
    expect([...redis.names].sort()).toEqual(["fresh", "old", "old too"]);
    await ports.advance(2_000);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 3, pending: 3, delivered: 0 } });
  });

  it("that cannot be read is a dead letter here, and the rest goes on", async () => {
    const local = new MemoryOutbox("here");
    const { redis, connection, outbox, record } = start({ openLocal: () => local });
    const broken = delivery("x", { destination: '["tgtrack"]', body: "{" });
    local.put({ items: [{ kind: "deliver", delivery: broken }] }, 1_795_000_000_000);
    await record(entryOf("one"));
    connection.up();
    await turns();
    expect(redis.names).toEqual(["one"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 2, pending: 1, dead: 1 } });
    expectBalanced(outbox.ledger());
  });
});

describe("a local delivery", () => {
  it("is forgotten 2 s after Redis has it, and then Redis need not remember it", async () => {
    const { redis, connection, record, local, ports } = start();
    connection.up();
    await turns();
    await record(entryOf("one"));
    await turns();
    expect(redis.names).toEqual(["one"]);
    await ports.advance(1_990);
    expect(local().ledger()['["tgtrack"]']).toMatchObject({ pending: 1 });
    expect(redis.told).toEqual([]);
    await ports.advance(10);
    await turns();
    expect(local().ledger()['["tgtrack"]']).toMatchObject({ pending: 0, delivered: 1 });
    expect(redis.told).toEqual(redis.arrivals.map(({ id }) => id));
  });

  it("is moved again when Redis was killed within that time, and lost it", async () => {
    const { redis, connection, record, outbox, ports } = start();
    connection.up();
    await turns();
    await record(entryOf("one"));
    await turns();
    await ports.advance(500);
    connection.down();
    redis.loseLastSecond();
    expect(redis.names).toEqual([]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, pending: 1 } });
    await ports.advance(5_000);
    connection.up();
    await turns();
    expect(redis.names).toEqual(["one"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, pending: 1 } });
  });

  it("counts once when Redis had taken it and only the answer was lost", async () => {
    const { redis, connection, record, outbox, ports } = start();
    connection.up();
    await turns();
    await record(entryOf("one"));
    while (redis.names.length === 0) await turns(1);
    connection.down();
    await turns();
    connection.up();
    await turns();
    await ports.advance(2_000);
    await turns();
    expect(redis.names).toEqual(["one"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, pending: 1 } });
  });

  it("is moved again when Redis went away right behind its answer", async () => {
    const { redis, connection, record, store, ports } = start();
    connection.up();
    await turns();
    const move = store()?.move;
    Object.assign(store() ?? {}, {
      move: async (entries: readonly MovedEntry[]) => {
        const results = await move?.(entries);
        Object.assign(store() ?? {}, { move });
        connection.down();
        redis.loseLastSecond();
        return results;
      },
    });
    await record(entryOf("one"));
    await turns();
    expect(redis.names).toEqual([]);
    await ports.advance(10_000);
    connection.up();
    await turns();
    expect(redis.names).toEqual(["one"]);
  });

  it("that another machine had recorded before counts nowhere twice", async () => {
    const ports = new ManualPorts();
    const redis = new FakeRedis(ports.nowMs);
    const [one, other] = [startProcess({ redis, ports }), startProcess({ redis, ports })];
    for (const { record } of [one, other]) {
      expect((await record(entryOf("update", { dedupeKeys: ["5"] }))).statuses).toEqual(["stored"]);
    }
    one.connection.up();
    await turns();
    other.connection.up();
    await turns();
    for (const { outbox } of [one, other]) {
      expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 1, pending: 1 } });
    }
  });

  it("whose lease ran out while the process slept is left to whoever has it then", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const redisPorts = new ManualPorts();
    const redis = new FakeRedis(redisPorts.nowMs);
    const [sleeper, other] = [new ManualPorts(), new ManualPorts()].map((ports) =>
      startProcess({ redis, ports, openLocal: () => openFile(path, ports) }),
    ) as [FakeProcess, FakeProcess];
    sleeper.connection.up();
    await turns();
    await sleeper.record(entryOf("one"));
    await turns();
    expect(redis.names).toEqual(["one"]);
    other.connection.up();
    await turns();
    // It wakes when the other has leased the same, and has not brought it to Redis yet.
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const store = other.store();
    const move = store?.move;
    Object.assign(store ?? {}, { move: (entries: readonly MovedEntry[]) => held.then(() => move?.(entries)) });
    await other.ports.advance(RELAY_LEASE_MS + 1_500);
    await turns();
    Object.assign(sleeper.ports, { nowMs: other.ports.nowMs });
    await sleeper.ports.advance(2_000);
    await turns();
    goOn();
    await turns();
    await other.ports.advance(3_000);
    await turns();
    expect(redis.names).toEqual(["one"]);
    expect(other.local().ledger()['["tgtrack"]']).toMatchObject({ pending: 0, delivered: 1 });
  });
});

describe("the ledger", () => {
  it("counts nothing twice and misses nothing at the very moment when the file forgets what was moved", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { connection, outbox, ports, record, local } = start({ openLocal: (own) => openFile(path, own) });
    connection.up();
    await turns();
    await record(entryOf("one"));
    await turns();
    const seen: unknown[] = [];
    const file = local();
    const settle = file.settle.bind(file);
    Object.assign(file, {
      settle: (...settlements: Parameters<typeof settle>) => {
        void outbox.put(entryOf("two"), ports.nowMs());
        const before = outbox.ledger();
        const settled = settle(...settlements);
        seen.push(before["tgtrack"], outbox.ledger()["tgtrack"]);
        return settled;
      },
    });
    await ports.advance(2_000);
    expect(seen.slice(0, 2)).toMatchObject([
      { accepted: 2, pending: 2 },
      { accepted: 2, pending: 2 },
    ]);
  });
});

describe("the relay", () => {
  it("does nothing at all while nothing is recorded, or Redis is away", async () => {
    const local = new WatchedOutbox("here");
    const { connection, ports, record } = start({ openLocal: () => local });
    await record(entryOf("one"));
    await ports.advance(600_000);
    expect(local.asked).toBe(0);
    connection.up();
    await turns();
    // It looks once more when the leases would have run out.
    await ports.advance(2 * RELAY_LEASE_MS);
    await turns();
    const { asked } = local;
    await ports.advance(40_000);
    expect(local.asked).toBe(asked);
  });

  it("carries what is recorded at once in one move", async () => {
    const local = new WatchedOutbox("here");
    const { redis, connection, outbox, ports } = start({ openLocal: () => local });
    connection.up();
    await turns();
    for (let count = 0; count < 150; count++) outbox.put(entryOf(`${count}`), ports.nowMs());
    await turns();
    expect(redis.names).toHaveLength(150);
    expect(local.leases).toEqual([150]);
  });

  it("says once what Redis refuses, tries again after 1 s, doubling to 30 s, and goes on when it may", async () => {
    const { redis, connection, record, ports, said } = start();
    connection.up();
    await turns();
    redis.refusal = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    await record(entryOf("one"));
    await record(entryOf("two"));
    await turns();
    expect(said.filter((line) => line.includes("OOM"))).not.toEqual([]);
    await ports.advance(120_000);
    expect(redis.names).toEqual([]);
    redis.refusal = undefined;
    await ports.advance(30_000);
    await turns();
    await ports.advance(30_000);
    await turns();
    expect([...redis.names].sort()).toEqual(["one", "two"]);
  });

  it("brings what a process that died had leased before what came after it", async () => {
    const { redis, connection, record, ports, local } = start();
    await record(entryOf("start", { to: BOTH, class: "start", userId: "7" }));
    const request = { maxItems: 1, maxBytes: 1_000, nowMs: ports.nowMs(), leaseMs: 10 };
    expect(await local().lease({ ...request, destination: JSON.stringify(BOTH) })).toHaveLength(1);
    await record(entryOf("goal", { class: "goal", userId: "7" }));
    await ports.advance(10);
    connection.up();
    await turns();
    expect(redis.names).toEqual(["start", "goal"]);
  });

  it("brings a person's stop before what lifts it, however many stops wait with it", async () => {
    const { redis, connection, record, ports } = start();
    const names: string[] = [""];
    const unblock = { botId: "1", userId: "7", change: { kind: "unblock", date: 9 } } as const;
    await record({ items: [], person: { ...unblock, userId: "8" } });
    await ports.advance(1);
    for (let count = 0; count < 150; count++) {
      names.push(`stop ${count}`, `other stop ${count}`);
      await record(
        entryOf(`stop ${count}`, { to: BOTH, class: "stop", userId: `b${count}`, createdAtMs: ports.nowMs() }),
      );
      await ports.advance(1);
      await record(entryOf(`other stop ${count}`, { class: "stop", userId: `o${count}`, createdAtMs: ports.nowMs() }));
      await ports.advance(1);
    }
    await record(entryOf("stop of 7", { to: BOTH, class: "stop", userId: "7", createdAtMs: ports.nowMs() }));
    await ports.advance(1);
    await record({ items: [], person: unblock });
    connection.up();
    await turns();
    await turns();
    expect(redis.names).toEqual([...names, "stop of 7", ""]);
  });

  it("keeps the order in which a person did things, however long Redis was full", async () => {
    const { redis, connection, record, ports } = start();
    connection.up();
    await turns();
    redis.refusal = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    await record(entryOf("start", { to: BOTH, class: "start", userId: "7" }));
    await record(entryOf("goal", { class: "goal", userId: "7" }));
    for (let second = 0; second < 200; second++) await ports.advance(1_000);
    redis.refusal = undefined;
    for (let second = 0; second < 31; second++) await ports.advance(1_000);
    await turns();
    expect(redis.names).toEqual(["start", "goal"]);
  });

  it("moves on without what alone Redis cannot take", async () => {
    const { redis, connection, record, ports } = start();
    const { move } = redis;
    redis.move = (moved) => {
      if (JSON.stringify(moved).includes("poison")) throw new Error("ERR too deep");
      return move.call(redis, moved);
    };
    await record(entryOf("poison", { class: "start" }));
    for (let count = 0; count < 20; count++) await record(entryOf(`${count}`));
    connection.up();
    await turns();
    for (let second = 0; second < 400; second++) await ports.advance(1_000);
    expect(redis.names).toHaveLength(20);
    expect(redis.names).not.toContain("poison");
  });

  it("is one among the processes of a file, and none is kept waiting by one that died", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const ports = new ManualPorts();
    const redis = new FakeRedis(ports.nowMs);
    const dead = startProcess({ redis, ports: new ManualPorts(), openLocal: () => openFile(path, ports) });
    const lock = { key: "bot-tracker-relay", windows: [{ limit: 1, perMs: 1 }], maxServerDelayMs: 0 };
    expect(await dead.local().takeSlot(lock, true, ports.steadyMs())).toMatchObject({ granted: true });
    const living = startProcess({ redis, ports, openLocal: () => openFile(path, ports) });
    living.connection.up();
    await turns();
    for (let count = 0; count < 450; count++) void living.outbox.put(entryOf(`${count}`), ports.nowMs());
    await turns();
    await ports.advance(500);
    expect(redis.names).toEqual([]);
    await ports.advance(1_000);
    await turns();
    expect(redis.names).toHaveLength(450);
  });

  it("is one among the processes of a file also while much is moved for long", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const ports = new ManualPorts();
    const redis = new FakeRedis(ports.nowMs);
    const [one, other] = [1, 2].map(() => startProcess({ redis, ports, openLocal: () => openFile(path, ports) })) as [
      FakeProcess,
      FakeProcess,
    ];
    for (let count = 0; count < 2_000; count++) void one.outbox.put(entryOf(`${count}`), ports.nowMs());
    await turns();
    one.connection.up();
    await turns(2);
    const slowed = one.store();
    const move = slowed?.move;
    let goOn = (): void => {};
    Object.assign(slowed ?? {}, {
      move: async (entries: readonly MovedEntry[]) => {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return move?.(entries);
      },
    });
    await turns();
    other.connection.up();
    await turns();
    let movedByOther = 0;
    Object.assign(other.store() ?? {}, {
      move: async (entries: readonly MovedEntry[]) => {
        movedByOther += entries.length;
        return entries.map(() => ({ statuses: ["stored"], overflowed: [] }));
      },
    });
    for (let batch = 0; batch < 6; batch++) {
      await ports.advance(400);
      goOn();
      await turns();
    }
    expect([redis.names.length, movedByOther]).toEqual([1_200, 0]);
  });

  it("says what Redis had no room for", async () => {
    const { redis, connection, record, said } = start();
    redis.outbox = new MemoryOutbox("small", { maxItems: 1 });
    connection.up();
    await turns();
    await record(entryOf("one"));
    await record(entryOf("two"));
    await turns();
    expect(said.some((line) => line.includes("is full"))).toBe(true);
  });
});
