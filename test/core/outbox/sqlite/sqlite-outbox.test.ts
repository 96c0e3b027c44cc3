import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Delivery } from "../../../../packages/core/src/outbox/delivery.ts";
import type { LeaseRequest, Outbox } from "../../../../packages/core/src/outbox/outbox.ts";
import { Store } from "../../../../packages/core/src/outbox/sqlite/tables/store.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { describeOutbox } from "../describe-outbox.ts";
import {
  DAY_MS,
  DESTINATION,
  delivery,
  drain,
  leaseOne,
  nameOf,
  type OutboxBounds,
  putAll,
  putOne,
  START_MS,
} from "../outbox-fixtures.ts";
import { nodeSqlite, openFallback, openSqlite } from "./sqlite-fixtures.ts";

const claimOf = (maxItems: number): LeaseRequest => ({
  destination: DESTINATION,
  maxItems,
  maxBytes: 1e6,
  nowMs: START_MS,
  leaseMs: 60_000,
});

const places = new WeakMap<Outbox, { path: string; bounds: OutboxBounds }>();

function openAt(path: string, bounds: OutboxBounds): Outbox {
  const { outbox } = openSqlite({ path, bounds });
  places.set(outbox, { path, bounds });
  return outbox;
}

describeOutbox(
  "SQLite outbox",
  (bounds = {}) => openAt(join(temporaryFolder(), "bot.sqlite"), bounds),
  async (outbox) => {
    const place = places.get(outbox);
    if (place === undefined) throw new Error("this outbox was not opened here");
    await outbox.close();
    return openAt(place.path, place.bounds);
  },
);

describeOutbox(
  "SQLite outbox with memory standing by",
  (bounds = {}) => openFallback({ path: join(temporaryFolder(), "bot.sqlite"), bounds }).outbox,
);

describe("SQLite outbox: what it is for", () => {
  it("has written what was settled before it gives what was claimed after it", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const [outbox, other] = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
    await putAll(outbox, [delivery("a"), delivery("b")]);
    const first = await leaseOne(outbox);
    void outbox.settle([{ id: first?.id ?? "", as: "delivered" }], START_MS);
    const request = { destination: DESTINATION, maxItems: 1, maxBytes: 1e6, nowMs: START_MS, leaseMs: 60_000 };
    const claimed = outbox.claim(DESTINATION, START_MS, () => request);
    expect(claimed).toHaveLength(1);
    expect(other.ledger()[DESTINATION]).toMatchObject({ delivered: 1, pending: 1 });
    expect(await leaseOne(other)).toBeUndefined();
    outbox.close();
    other.close();
  });

  it("has everything again after a restart: what waits, the ledger, persons, dedupe keys, dead letters and the quota", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const limits = { key: "hash", windows: [{ limit: 2, perMs: 3_600_000 }] };
    const person = { botId: "1", userId: "7", change: { kind: "stop", date: 100 } } as const;
    const before = openSqlite({ path }).outbox;
    await putAll(before, [delivery("dead"), delivery("waiting", { dedupeKeys: ["k"] })]);
    const dead = await leaseOne(before);
    await before.settle([{ id: dead?.id ?? "", as: "dead", reason: { code: 1, description: "no" } }], START_MS);
    await before.put({ items: [], person }, START_MS);
    const slot = await before.takeSlot(limits, true, START_MS);
    await before.endSlot(slot.granted ? slot.slot : "", "answered", START_MS);
    const ledger = before.ledger();
    before.close();

    const after = openSqlite({ path }).outbox;
    expect(after.ledger()).toEqual(ledger);
    expect(await after.deadLetters()).toMatchObject([{ id: dead?.id }]);
    expect((await after.put({ items: [], person }, START_MS)).verdict).toBe("unchanged");
    const again = { kind: "deliver" as const, delivery: delivery("again", { dedupeKeys: ["k"] }) };
    expect((await after.put({ items: [again] }, START_MS)).statuses).toEqual(["duplicate"]);
    expect(after.quotaUsed(limits, START_MS)).toEqual([1]);
    expect(await drain(after)).toEqual(["waiting"]);
    after.close();
  });

  it("tells a listener of what an earlier process left", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const before = openSqlite({ path }).outbox;
    await putAll(before, [delivery("a")]);
    before.close();
    const after = openSqlite({ path }).outbox;
    const heard: string[] = [];
    after.onReady((destination) => heard.push(destination));
    expect(heard).toEqual([DESTINATION]);
    after.close();
  });

  it("writes all that is settled in one turn together, and before it gives anything else to be sent", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { outbox } = openSqlite({ path });
    await putAll(outbox, [delivery("a"), delivery("b"), delivery("c"), delivery("d")]);
    const request = { destination: DESTINATION, maxItems: 2, maxBytes: 1e9, nowMs: START_MS, leaseMs: 60_000 };
    const write = vi.spyOn(Store.prototype, "write");
    onTestFinished(() => write.mockRestore());

    const first = await outbox.lease(request);
    const settled = first.map(({ id }) => outbox.settle([{ id, as: "delivered" }], START_MS));
    expect(write).toHaveBeenCalledTimes(1);
    await Promise.all(settled);
    expect(write).toHaveBeenCalledTimes(2);

    const second = await outbox.lease({ ...request, maxItems: 1 });
    const late = outbox.settle([{ id: second[0]?.id ?? "", as: "delivered" }], START_MS);
    await outbox.lease({ ...request, maxItems: 1 });
    expect(write).toHaveBeenCalledTimes(4);
    expect(openSqlite({ path }).outbox.ledger()[DESTINATION]).toMatchObject({ delivered: 3, pending: 1 });
    await late;
  });

  it("refuses the one delivery that cannot be stored, and stores those that were put with it", async () => {
    const { outbox } = openSqlite({ path: join(temporaryFolder(), "bot.sqlite") });
    const wrong = delivery("wrong", { body: undefined as unknown as string });
    const item = (each: typeof wrong) => ({ items: [{ kind: "deliver" as const, delivery: each }] });
    const results = await Promise.allSettled(
      [delivery("a"), wrong, delivery("b")].map(async (each) => outbox.put(item(each), START_MS)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await drain(outbox)).toEqual(["a", "b"]);
    outbox.close();
  });

  it("tells of what is put before it is stored, so that whoever sends it leases it in the same transaction", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const [outbox, other] = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
    await putAll(outbox, [delivery("before")]);
    let claimed: Promise<readonly Delivery[]> | undefined;
    outbox.onReady((_destination, mostValuable) => {
      if (mostValuable === undefined) return;
      // As the lane does it: after this turn, and before the outbox stores what was put by itself.
      claimed ??= new Promise((resolve) => {
        setImmediate(() => resolve(outbox.claim(DESTINATION, START_MS, () => claimOf(2))));
      });
    });
    const write = vi.spyOn(Store.prototype, "write");
    onTestFinished(() => write.mockRestore());

    await Promise.all([putOne(outbox, delivery("a")), putOne(outbox, delivery("b"))]);
    expect(write).toHaveBeenCalledTimes(1);
    const leased = (await claimed) ?? [];
    expect(leased.map(nameOf)).toEqual(["before", "a"]);
    // It stands in the file as it would if it had been stored first.
    expect(other.ledger()[DESTINATION]).toMatchObject({ accepted: 3, pending: 3 });
    expect(await leaseOne(other)).toMatchObject({ body: '"b"' });
    await outbox.settle(
      leased.map(({ id }) => ({ id, as: "returned" })),
      START_MS,
    );
    expect(await drain(other)).toEqual(["before", "a"]);
    outbox.close();
    other.close();
  });

  describe("one that cannot be stored costs what was put with it nothing", () => {
    const putThree = (outbox: Outbox): Promise<string[]> => {
      const each = [delivery("a"), delivery("wrong", { body: undefined as unknown as string }), delivery("b")];
      const put = each.map(async (one) => outbox.put({ items: [{ kind: "deliver", delivery: one }] }, START_MS));
      return Promise.allSettled(put).then((results) => results.map(({ status }) => status));
    };
    const stored = ["fulfilled", "rejected", "fulfilled"];

    it("in what is claimed with them", async () => {
      const { outbox } = openSqlite({ path: join(temporaryFolder(), "bot.sqlite") });
      const results = putThree(outbox);
      const claimed = await outbox.claim(DESTINATION, START_MS, () => claimOf(5));
      expect(claimed.map(nameOf)).toEqual(["a", "b"]);
      expect(await results).toEqual(stored);
      outbox.close();
    });

    it("in what waits for another process with them", async () => {
      const path = join(temporaryFolder(), "bot.sqlite");
      const { outbox } = openSqlite({ path });
      const other = new (nodeSqlite().DatabaseSync)(path);
      other.exec("BEGIN IMMEDIATE");
      const results = putThree(outbox);
      const claimed = outbox.claim(DESTINATION, START_MS, () => claimOf(5));
      other.exec("ROLLBACK");
      expect((await claimed).map(nameOf)).toEqual(["a", "b"]);
      expect(await results).toEqual(stored);
      outbox.close();
      other.close();
    });

    it("in the ledger, and when it is closed in the same turn", async () => {
      const path = join(temporaryFolder(), "bot.sqlite");
      const { outbox } = openSqlite({ path });
      const first = putThree(outbox);
      expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 2, pending: 2 });
      const last = putThree(outbox);
      outbox.close();
      expect([await first, await last]).toEqual([stored, stored]);
      const again = openSqlite({ path }).outbox;
      expect(await drain(again)).toEqual(["a", "b", "a", "b"]);
      again.close();
    });
  });

  it("keeps as many people as it may, also where processes take turns and none has written its counters", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const outboxes = [0, 1].map(() => openSqlite({ path, bounds: { maxPersons: 3 } }).outbox);
    const users = Array.from({ length: 10 }, (_, index) => `${index + 1}`);
    for (const [index, userId] of users.entries()) {
      const person = { botId: "1", userId, change: { kind: "start", date: 100 + index } } as const;
      const item = { kind: "deliver", delivery: delivery(userId, { class: "start", userId }) } as const;
      await outboxes[index % 2]?.put({ items: [item], person }, START_MS);
    }
    const known = await Promise.all(users.map((userId) => outboxes[0]?.person("1", userId)));
    expect(users.filter((_, index) => known[index] !== undefined)).toEqual(["8", "9", "10"]);
    for (const outbox of outboxes) outbox.close();
  });

  it("writes the number of somebody new with whom no delivery came, so that an earlier version does not give it again", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { outbox } = openSqlite({ path });
    for (const userId of ["6", "7"]) {
      await outbox.put({ items: [], person: { botId: "1", userId, change: { kind: "start", date: 1 } } }, START_MS);
    }
    const db = new (nodeSqlite().DatabaseSync)(path);
    const row = db
      .prepare("SELECT json ->> 'lastSeq' AS lastSeq, max(place) AS place FROM ledger_counters, person")
      .get();
    expect(row?.["lastSeq"]).toBe(row?.["place"]);
    db.close();
    outbox.close();
  });

  it("forgets whoever changed longest ago when it knows too many people", async () => {
    const { outbox } = openSqlite({ path: join(temporaryFolder(), "bot.sqlite"), bounds: { maxPersons: 2 } });
    const came = (userId: string, kind: "start" | "stop", date: number) =>
      outbox.put({ items: [], person: { botId: "1", userId, change: { kind, date } } }, START_MS);
    await came("anna", "start", 100);
    await came("boris", "start", 200);
    await came("anna", "stop", 300);
    await came("clara", "start", 400);
    const known = await Promise.all(["anna", "boris", "clara"].map((userId) => outbox.person("1", userId)));
    expect(known.map((person) => person?.blocked)).toEqual([true, undefined, false]);
    outbox.close();
  });

  it("lets people come to one process and change in another", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const [one, other] = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
    const came = (outbox: Outbox, userId: string, date: number) =>
      outbox.put({ items: [], person: { botId: "1", userId, change: { kind: "start", date } } }, START_MS);
    await came(one, "anna", 100);
    expect((await came(one, "anna", 200)).verdict).toBe("returned");
    expect((await came(other, "boris", 300)).verdict).toBe("started");
    expect((await came(one, "anna", 400)).verdict).toBe("returned");
    expect((await came(other, "clara", 500)).verdict).toBe("started");
    one.close();
    other.close();
  });

  it("gives the room of what has gone back to the file system", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { outbox, file } = openSqlite({ path });
    await putAll(
      outbox,
      Array.from({ length: 2_000 }, (_, index) => delivery(`${index} ${"x".repeat(2_000)}`)),
    );
    const fullPages = file.pages;
    expect(fullPages).toBeGreaterThan(1_000);
    await drain(outbox);
    for (let round = 0; round < 10; round++) file.giveBackSpace(256);
    expect(file.pages).toBeLessThan(fullPages / 2);
    outbox.close();
  });

  it("opens with 100,000 deliveries waiting, and gives the first that is to go", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const before = openSqlite({ path }).outbox;
    const putting: unknown[] = [];
    for (let index = 0; index < 100_000; index++) {
      const each = delivery(`${index}`, { class: index === 50_000 ? "start" : "event", userId: `${index % 1_000}` });
      putting.push(before.put({ items: [{ kind: "deliver", delivery: each }] }, START_MS));
    }
    await Promise.all(putting);
    before.close();
    const after = openSqlite({ path }).outbox;
    expect(after.ledger()[DESTINATION]).toMatchObject({ accepted: 100_000, pending: 100_000 });
    expect(await leaseOne(after)).toMatchObject({ body: '"50000"' });
    after.close();
  });

  it("keeps nothing waiting longer because the clock was put back, while it runs or while it does not", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const before = openSqlite({ path }).outbox;
    await putAll(before, [delivery("a"), delivery("b")]);
    const first = await leaseOne(before);
    await before.settle([{ id: first?.id ?? "", as: "retry", atMs: START_MS + 30_000, answerLost: false }], START_MS);
    expect((await leaseOne(before))?.body).toBe('"b"');
    expect(await before.next(DESTINATION, START_MS - DAY_MS)).toEqual({
      kind: "later",
      atMs: START_MS - DAY_MS + 30_000,
    });
    before.close();
    const after = openSqlite({ path }).outbox;
    expect(await after.next(DESTINATION, START_MS - 2 * DAY_MS)).toMatchObject({ kind: "later" });
    expect(await drain(after, START_MS - 2 * DAY_MS + 60_000)).toEqual(["a", "b"]);
    after.close();
  });

  it("answers late words after its end quietly, and keeps its last ledger", async () => {
    const { outbox } = openSqlite({ path: join(temporaryFolder(), "bot.sqlite") });
    await putAll(outbox, [delivery("a")]);
    const leased = await leaseOne(outbox);
    outbox.close();
    outbox.close();
    await outbox.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 1, pending: 1 });
    expect(outbox.oldestPendingAt(DESTINATION)).toBeUndefined();
    await expect(Promise.resolve(outbox.put({ items: [] }, START_MS))).rejects.toThrow("closed");
  });
});
