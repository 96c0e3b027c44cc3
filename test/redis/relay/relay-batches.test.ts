import { join } from "node:path";
import type { Delivery, LeaseRequest } from "@bot-tracker/core";
import { MemoryOutbox } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { PERSIST_MS } from "../../../packages/redis/src/relay/awaiting-persist.ts";
import { RELAY_LEASE_MS } from "../../../packages/redis/src/relay/lease-batch.ts";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { ManualPorts } from "../../support/manual-ports.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { entryOf, turns } from "./fakes/entries.ts";
import { type FakeProcess, openFile, startProcess } from "./fakes/fake-process.ts";
import { FakeRedis } from "./fakes/fake-redis.ts";
import { start } from "./relay-harness.ts";

const BOTH = ["howusedbot", "tgtrack"];

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

/** Connects to a Redis that answers no move before its turn comes in the list, with what is given if that is an error. */
async function connectHolding({
  connection,
  redis,
  store,
}: ReturnType<typeof start>): Promise<((error?: Error) => void)[]> {
  const answers: ((error?: Error) => void)[] = [];
  connection.up();
  await turns(2);
  Object.assign(store() ?? {}, {
    move: async (entries: readonly MovedEntry[]) => {
      const error = await new Promise<Error | undefined>((resolve) => answers.push(resolve));
      if (error !== undefined) throw error;
      return entries.map((entry) => redis.move(entry));
    },
  });
  await turns();
  return answers;
}

async function answerAll(answers: ((error?: Error) => void)[]): Promise<void> {
  for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
    answer();
    await turns();
  }
}

describe("the relay", () => {
  it("does nothing at all while nothing is recorded or Redis is unavailable", async () => {
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

  it("moves in one batch what is recorded at the same time", async () => {
    const local = new WatchedOutbox("here");
    const { redis, connection, outbox, ports } = start({ openLocal: () => local });
    connection.up();
    await turns();
    for (let count = 0; count < 90; count++) outbox.put(entryOf(`${count}`), ports.nowMs());
    await turns();
    expect(redis.names).toHaveLength(90);
    expect(local.leases).toEqual([90]);
  });

  it("hands one more batch to Redis while it works on the one before", async () => {
    const process = start();
    for (let count = 0; count < 450; count++) await process.record(entryOf(`${count}`));
    const answers = await connectHolding(process);
    expect(process.redis.names).toEqual([]);
    expect(answers).toHaveLength(2);
    answers.shift()?.();
    await turns();
    expect(answers).toHaveLength(2);
    await answerAll(answers);
    expect(process.redis.names).toEqual(Array.from({ length: 450 }, (_none, count) => `${count}`));
    await process.ports.advance(PERSIST_MS + 1_000);
    await turns();
    expect(process.outbox.ledger()["tgtrack"]).toMatchObject({ pending: 450, accepted: 450 });
  });

  it("hands nothing to Redis behind a start or stop that it has not answered", async () => {
    const process = start();
    await process.record(entryOf("start", { to: BOTH, class: "start", userId: "7" }));
    for (let count = 0; count < 300; count++) await process.record(entryOf(`${count}`));
    const answers = await connectHolding(process);
    expect(answers).toHaveLength(1);
    answers.shift()?.();
    await turns();
    expect(answers).toHaveLength(2);
    await answerAll(answers);
    expect(process.redis.names).toHaveLength(301);
  });

  it("moves each once where Redis refuses a batch and accepts the one behind it", async () => {
    const process = start();
    for (let count = 0; count < 250; count++) await process.record(entryOf(`${count}`));
    const answers = await connectHolding(process);
    answers.shift()?.(new Error("OOM command not allowed when used memory > 'maxmemory'."));
    await answerAll(answers);
    expect(process.redis.names).toHaveLength(100);
    expect(process.said.filter((line) => line.includes("Redis is full"))).toHaveLength(1);
    // What was accepted does not end the pause.
    void process.outbox.put(entryOf("250"), process.ports.nowMs());
    await turns();
    expect(answers).toEqual([]);
    for (let second = 0; second < 10; second++) {
      await process.ports.advance(1_000);
      await answerAll(answers);
    }
    expect(process.redis.names).toHaveLength(251);
    expect(new Set(process.redis.names).size).toBe(251);
    expect(process.outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 251, pending: 251 });
  });

  it("does what is to be done alone once everything on its way is answered", async () => {
    const process = start();
    for (let count = 0; count < 250; count++) await process.record(entryOf(`${count}`, { userId: `${count}` }));
    const answers = await connectHolding(process);
    let purged: number | undefined;
    void process.outbox.purgeUser("249").then((count) => {
      purged = count;
    });
    await turns();
    answers.shift()?.();
    await turns();
    expect(purged).toBeUndefined();
    answers.shift()?.();
    await turns();
    expect(purged).toBe(1);
    await answerAll(answers);
    expect(process.redis.names).toHaveLength(249);
  });

  it("reports that Redis is full, and goes on within 5 s after it has room again", async () => {
    const { redis, connection, record, ports, said } = start();
    connection.up();
    await turns();
    redis.refusal = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    await record(entryOf("one"));
    await record(entryOf("two"));
    await turns();
    expect(said.filter((line) => line.includes("Redis is full"))).not.toEqual([]);
    await ports.advance(120_000);
    expect(redis.names).toEqual([]);
    redis.refusal = undefined;
    await ports.advance(4_000);
    await turns();
    await ports.advance(1_000);
    await turns();
    expect([...redis.names].sort()).toEqual(["one", "two"]);
  });

  it("moves what a dead process had leased before what came after it", async () => {
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

  it("moves a person's stop before the start that lifts it, however many stops wait", async () => {
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

  it("moves on without the one entry that Redis cannot accept", async () => {
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

  it("only one process of a file relays at a time, and a dead one blocks nobody", async () => {
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

  it("only one process of a file relays at a time, also while much is moved for long", async () => {
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
    const waiting: (() => void)[] = [];
    Object.assign(slowed ?? {}, {
      move: async (entries: readonly MovedEntry[]) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
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
    for (let batch = 0; batch < 12; batch++) {
      await ports.advance(400);
      waiting.shift()?.();
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
