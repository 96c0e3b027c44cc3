import { MemoryOutbox, type NextUp, type QuotaLimits } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { RedisAwayError } from "../../../packages/redis/src/errors/redis-away-error.ts";
import { ManualPorts } from "../../support/manual-ports.ts";
import { entryOf, expectBalanced, turns } from "../relay/fakes/entries.ts";
import { start } from "./outbox-harness.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }] };

describe("recording", () => {
  it("answers at once if the local outbox does, whether or not Redis is or ever was available", async () => {
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

  it("says what was dropped because the local outbox is full, and counts it", async () => {
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
  it("hands out what any machine recorded, and wakes whoever sends", async () => {
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

  it("says of a claim that Redis did not take in time that nothing came of it, and to ask again in a second", async () => {
    const { outbox, ports, connect, redis } = start();
    await connect();
    const nowMs = ports.nowMs();
    redis.outbox.put(entryOf("from elsewhere"), nowMs);
    const seen: NextUp[] = [];
    const leased = await outbox.claim("tgtrack", nowMs, (next) => {
      seen.push(next);
      redis.refusal = new Error("Command timed out");
      return next.kind === "ready"
        ? { destination: "tgtrack", maxItems: 1, maxBytes: 1e6, nowMs, leaseMs: 60_000 }
        : undefined;
    });
    expect(leased).toEqual([]);
    expect(seen).toMatchObject([{ kind: "ready" }, { kind: "later", atMs: nowMs + 1_000 }]);
  });

  it("passes on what other processes publish", async () => {
    const { connect, connection, store } = start();
    await connect();
    connection.listeners.get("ready")?.("news");
    expect(store()?.heard).toEqual(["news"]);
  });

  it("is checked every 20 seconds at the latest, for what another process was sending when it died", async () => {
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

  it("hears that a process lives once a second while it sends, at once when it begins to, and else every 4 seconds", async () => {
    const { connect, lease, ports, redis, store } = start();
    await connect();
    await ports.advance(12_500);
    expect(store()?.beats).toBe(4);
    redis.outbox.put(entryOf("from elsewhere"), ports.nowMs());
    await ports.advance(2_000);
    await lease();
    await turns();
    expect(store()?.beats).toBe(5);
    Object.assign(store() ?? {}, { isSending: true });
    await ports.advance(4_000);
    expect(store()?.beats).toBe(9);
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

  it("finds dead letters from before Redis in the file, and moves one that is retried", async () => {
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

describe("what is known of a person", () => {
  it("is what Redis knows: of what is recorded here, once it is there", async () => {
    const { outbox, connect, record, connection } = start();
    await connect();
    const person = { botId: "1", userId: "7", change: { kind: "start", date: 100 } } as const;
    await record({ ...entryOf("start", { userId: "7" }), person });
    await turns();
    expect(await outbox.person("1", "7")).toEqual({ started: true, blocked: false, since: 100, seenAt: 100 });
    expect(await outbox.person("1", "8")).toBeUndefined();
    connection.down();
    await expect(outbox.person("1", "7")).rejects.toThrow(RedisAwayError);
  });
});

describe("purging a person", () => {
  it("forgets the person in Redis and here, also what is on its way", async () => {
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

  it("may read from a service, within the shared quota", async () => {
    const { outbox, connect, ports } = start({ role: "record" });
    await connect();
    expect(await outbox.takeSlot(LIMITS, true, ports.steadyMs())).toMatchObject({ granted: true });
  });
});
