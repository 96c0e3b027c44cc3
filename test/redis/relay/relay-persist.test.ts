import { join } from "node:path";
import type { NewDelivery, OutboxEntry } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { RELAY_LEASE_MS } from "../../../packages/redis/src/relay/lease-batch.ts";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { delivery } from "../../core/outbox/outbox-fixtures.ts";
import { ManualPorts } from "../../support/manual-ports.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { entryOf, turns } from "./fakes/entries.ts";
import { type FakeProcess, openFile, startProcess } from "./fakes/fake-process.ts";
import { FakeRedis } from "./fakes/fake-redis.ts";
import { start } from "./relay-harness.ts";

describe("a delivery in the local outbox", () => {
  it("is forgotten 2 s after Redis has it at the earliest, and then Redis need not remember its id", async () => {
    const { redis, connection, record, local, ports } = start();
    connection.up();
    await turns();
    await record(entryOf("one"));
    await turns();
    expect(redis.names).toEqual(["one"]);
    await ports.advance(1_990);
    expect(local().ledger()['["tgtrack"]']).toMatchObject({ pending: 1 });
    expect(redis.told).toEqual([]);
    await ports.advance(260);
    await turns();
    expect(local().ledger()['["tgtrack"]']).toMatchObject({ pending: 0, delivered: 1 });
    expect(redis.told).toEqual(redis.arrivals.map(({ id }) => id));
  });

  it("is forgotten together with those that Redis has accepted a moment later, none of them before its 2 s", async () => {
    const { redis, connection, record, local, ports } = start();
    connection.up();
    await turns();
    const settled: { count: number; atMs: number }[] = [];
    const file = local();
    const settle = file.settle.bind(file);
    Object.assign(file, {
      settle: (...[settlements, nowMs]: Parameters<typeof settle>) => {
        settled.push({ count: settlements.length, atMs: ports.steadyMs() });
        return settle(settlements, nowMs);
      },
    });
    const acceptedAtMs: number[] = [];
    for (const name of ["one", "two", "three", "four", "five", "six"]) {
      await record(entryOf(name));
      await turns();
      acceptedAtMs.push(ports.steadyMs());
      await ports.advance(100);
    }
    await ports.advance(3_000);
    await turns();
    expect(redis.told).toEqual(redis.arrivals.map(({ id }) => id));
    expect(settled.map(({ count }) => count)).toEqual([3, 3]);
    const lastOfEach = [acceptedAtMs[2] ?? 0, acceptedAtMs[5] ?? 0];
    for (const [index, { atMs }] of settled.entries())
      expect(atMs - (lastOfEach[index] ?? 0)).toBeGreaterThanOrEqual(2_000);
  });

  it("is not forgotten together with thousands of others, for which the bot would have to wait", async () => {
    const { connection, record, local, ports } = start();
    for (let count = 0; count < 1_000; count++) await record(entryOf(`${count}`));
    const counts: number[] = [];
    const file = local();
    const settle = file.settle.bind(file);
    Object.assign(file, {
      settle: (...[settlements, nowMs]: Parameters<typeof settle>) => {
        counts.push(settlements.length);
        return settle(settlements, nowMs);
      },
    });
    connection.up();
    await turns(200);
    await ports.advance(3_000);
    await turns();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000);
    expect(Math.max(...counts)).toBeLessThan(200);
  });

  it("is written once, to be kept and to be moved, and is on disk before Redis is given it", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { redis, connection, store, record, local } = start({ openLocal: (own) => openFile(path, own) });
    connection.up();
    await turns();
    await record(entryOf("first"));
    await turns();
    const steps: string[] = [];
    const file = local();
    const { lease, takeSlot, put } = file;
    Object.assign(file, {
      lease: (...asked: Parameters<typeof lease>) => steps.push("lease") && lease.apply(file, asked),
      takeSlot: (...asked: Parameters<typeof takeSlot>) => steps.push("lock") && takeSlot.apply(file, asked),
      put: (...asked: Parameters<typeof put>) => steps.push("put") && put.apply(file, asked),
    });
    const move = store()?.move;
    Object.assign(store() ?? {}, {
      move: (entries: readonly MovedEntry[]) => {
        const other = openFile(path, new ManualPorts());
        steps.push(`move ${other.ledger()['["tgtrack"]']?.pending}`);
        other.close();
        return move?.(entries);
      },
    });
    await record(entryOf("second"));
    await turns();
    expect(steps).toEqual(["put", "move 2"]);
    expect(redis.names).toEqual(["first", "second"]);
  });

  it("is moved at once, though what was recorded beside it cannot be stored", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { redis, connection, outbox, ports, record, said } = start({ openLocal: (own) => openFile(path, own) });
    connection.up();
    await turns();
    await record(entryOf("first"));
    await turns();
    const unreadable: NewDelivery = {
      ...delivery("broken"),
      get body(): never {
        throw new Error("it cannot be read");
      },
    };
    const broken: OutboxEntry = { items: [{ kind: "deliver", delivery: unreadable }] };
    const refused = Promise.resolve(outbox.put(broken, ports.nowMs())).then(
      () => "stored",
      () => "refused",
    );
    const stored = outbox.put(entryOf("second"), ports.nowMs());
    await ports.advance(1);
    await turns();
    expect([await refused, (await stored).statuses]).toEqual(["refused", ["stored"]]);
    expect(redis.names).toEqual(["first", "second"]);
    expect(said).toEqual([]);
  });

  it("is moved again if Redis was killed within that time and lost it", async () => {
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

  it("counts once if Redis had accepted it and only the answer was lost", async () => {
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

  it("is moved again if Redis was lost right after its answer", async () => {
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

  it("that another machine had recorded before is counted once", async () => {
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
    await ports.advance(2_250);
    expect(seen.slice(0, 2)).toMatchObject([
      { accepted: 2, pending: 2 },
      { accepted: 2, pending: 2 },
    ]);
  });
});
