import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Ledger } from "../../../../packages/core/src/outbox/ledger.ts";
import type { StoreFile } from "../../../../packages/core/src/outbox/sqlite/file/store-file.ts";
import { SmallDisk } from "../../../faults/measure/small-disk.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import {
  DAY_MS,
  DESTINATION,
  delivery,
  drain,
  lease,
  leaseOne,
  nameOf,
  putAll,
  putOne,
  START_MS,
} from "../outbox-fixtures.ts";
import { openFallback, openSqlite } from "./sqlite-fixtures.ts";

const LARGE = "x".repeat(20_000);
const filePath = (): string => join(temporaryFolder(), "bot.sqlite");

/** A file that takes no further page, as on a full disk; and the same again with room. */
function fill(file: StoreFile): void {
  file.limitPages(file.pages);
}

function makeRoom(file: StoreFile): void {
  file.limitPages(1_000_000);
}

function expectBalanced(ledger: Ledger): void {
  for (const { accepted, delivered, pending, dropped, dead } of Object.values(ledger)) {
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(accepted).toBe(delivered + pending + lost + dead);
  }
}

describe("a full disk", () => {
  it("knows of a person what stands in the file and what came since, while it lasts and after it", async () => {
    const { outbox, file, ports } = openFallback({ path: filePath() });
    const changed = (kind: "start" | "stop", date: number, userId = "7") =>
      outbox.put(
        {
          items: [{ kind: "deliver", delivery: delivery(`${kind} ${date} ${LARGE}`, { class: kind, userId }) }],
          person: { botId: "1", userId, change: { kind, date } },
        },
        START_MS,
      );
    await changed("start", 100);
    expect((await lease(outbox)).length).toBe(1);
    await changed("stop", 150, "8");
    fill(file);
    await changed("start", 170, "9");
    expect(outbox.kind).toBe("memory-fallback");
    // Behind what waits in the file, and beside it.
    await changed("stop", 200);
    await changed("stop", 210, "9");
    const expected = [
      { started: true, blocked: true, since: 200, seenAt: 200 },
      { started: false, blocked: true, since: 150, seenAt: 150 },
      { started: true, blocked: true, since: 210, seenAt: 210 },
    ];
    const known = () => Promise.all(["7", "8", "9"].map(async (userId) => outbox.person("1", userId)));
    expect(await known()).toEqual(expected);
    makeRoom(file);
    await ports.advance(1_000);
    expect(outbox.kind).toBe("sqlite");
    expect(await known()).toEqual(expected);
    await changed("start", 300);
    expect(await outbox.person("1", "7")).toEqual({ started: true, blocked: false, since: 300, seenAt: 300 });
    outbox.close();
  });

  it("keeps a person's order where something else finds it full before what was put is stored", async () => {
    const { outbox, file } = openFallback({ path: filePath() });
    await putAll(outbox, [delivery("in the file")]);
    fill(file);
    const start = putOne(outbox, delivery(`start ${LARGE}`, { class: "start", userId: "7" }));
    const person = outbox.person("1", "7");
    const goal = putOne(outbox, delivery("goal", { class: "goal", userId: "7" }));
    expect([(await start).statuses, await person, (await goal).statuses]).toEqual([["stored"], undefined, ["stored"]]);
    const [first, ...others] = await lease(outbox);
    expect([first?.class, others]).toEqual(["start", []]);
    await outbox.settle([{ id: first?.id ?? "", as: "delivered" }], START_MS);
    expect((await lease(outbox)).map(nameOf)).toEqual(["goal"]);
    makeRoom(file);
    outbox.close();
  });

  it("knows what memory has sent while that has still to go back, when the same update comes again", async () => {
    const { outbox, file, ports } = openFallback({ path: filePath() });
    await putAll(outbox, [delivery("in the file")]);
    fill(file);
    await putOne(outbox, delivery(`start ${LARGE}`, { class: "start", userId: "7" }));
    // Room for what is small, and not for that.
    file.limitPages(file.pages + 2);
    await ports.advance(1_000);
    expect(outbox.kind).toBe("sqlite");
    const goal = delivery("goal", { class: "goal", userId: "7", dedupeKeys: ["update 1"] });
    expect((await putOne(outbox, goal)).statuses).toEqual(["stored"]);
    expect((await drain(outbox)).at(1)).toBe("goal");
    expect((await putOne(outbox, goal)).statuses).toEqual(["duplicate"]);
    expect(await drain(outbox)).toEqual([]);
    makeRoom(file);
    outbox.close();
  });

  it("has memory take what comes and send it, with one message, until there is room again", async () => {
    const { outbox, file, ports, said } = openFallback({ path: filePath() });
    await putAll(outbox, [delivery("in the file")]);
    fill(file);
    expect((await putOne(outbox, delivery(`a ${LARGE}`))).statuses).toEqual(["stored"]);
    expect((await putOne(outbox, delivery(`b ${LARGE}`))).statuses).toEqual(["stored"]);
    expect(outbox.kind).toBe("memory-fallback");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/cannot be written \(database or disk is full\)/);
    expectBalanced(outbox.ledger());
    expect((await leaseOne(outbox))?.body).toContain("a x");
    makeRoom(file);
    await ports.advance(1_000);
    expect(outbox.kind).toBe("sqlite");
    expect(said).toHaveLength(2);
    expect((await drain(outbox)).map((name) => name.slice(0, 11))).toEqual(["in the file", "b xxxxxxxxx"]);
    expectBalanced(outbox.ledger());
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 3, pending: 1, delivered: 2 });
    outbox.close();
  });

  it("sends the more valuable first, wherever it is, once there is room", async () => {
    const { outbox, file, ports } = openFallback({ path: filePath() });
    await putAll(outbox, [delivery("event"), delivery("start", { class: "start" })]);
    fill(file);
    await putOne(outbox, delivery(`goal ${LARGE}`, { class: "goal" }));
    makeRoom(file);
    await ports.advance(1_000);
    expect(await outbox.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready", class: "start", count: 3 });
    expect((await drain(outbox)).map((name) => name.slice(0, 5))).toEqual(["start", "goal ", "event"]);
    outbox.close();
  });

  it("lets no goal overtake its user's start that waits in the file, nor one that waits in memory", async () => {
    const { outbox, file, ports } = openFallback({ path: filePath() });
    await putOne(outbox, delivery("start 1", { class: "start", userId: "1" }));
    fill(file);
    await putOne(outbox, delivery(`start 2 ${LARGE}`, { class: "start", userId: "2" }));
    expect((await putOne(outbox, delivery("goal 1", { class: "goal", userId: "1" }))).statuses).toEqual(["stored"]);
    expectBalanced(outbox.ledger());
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 3, pending: 3 });
    const start2 = await leaseOne(outbox);
    expect(start2 && nameOf(start2)).toContain("start 2");
    makeRoom(file);
    await ports.advance(1_000);
    await putOne(outbox, delivery("goal 2", { class: "goal", userId: "2" }));
    expect(await drain(outbox)).toEqual(["start 1", "goal 1"]);
    await outbox.settle([{ id: start2?.id ?? "", as: "delivered" }], START_MS);
    expect(await drain(outbox)).toEqual(["goal 2"]);
    outbox.close();
  });

  it("lets no goal overtake its user's start that is held, when another process has sent what that is held behind", async () => {
    const path = filePath();
    const { outbox, file, ports } = openFallback({ path });
    await putOne(outbox, delivery("start 1", { class: "start", userId: "7" }));
    fill(file);
    await putOne(outbox, delivery(LARGE));
    await putOne(outbox, delivery("start 2", { class: "start", userId: "7" }));
    const { outbox: other } = openSqlite({ path });
    expect(await drain(other)).toEqual(["start 1"]);
    await putOne(outbox, delivery("goal", { class: "goal", userId: "7" }));
    expect(await drain(outbox)).toEqual([LARGE]);
    expectBalanced(outbox.ledger());
    makeRoom(file);
    await ports.advance(1_000);
    expect(await drain(outbox)).toEqual(["start 2", "goal"]);
    other.close();
    outbox.close();
  });

  it("knows people and dedupe keys before, meanwhile and after", async () => {
    const { outbox, file, ports } = openFallback({ path: filePath() });
    const stop = (date: number) => ({ botId: "1", userId: "7", change: { kind: "stop", date } }) as const;
    await outbox.put({ items: [], person: stop(100) }, START_MS);
    await putOne(outbox, delivery("a", { dedupeKeys: ["before"] }));
    fill(file);
    await putOne(outbox, delivery(`b ${LARGE}`, { dedupeKeys: ["meanwhile"] }));
    expect((await putOne(outbox, delivery("c", { dedupeKeys: ["before"] }))).statuses).toEqual(["duplicate"]);
    expect((await putOne(outbox, delivery("c", { dedupeKeys: ["meanwhile"] }))).statuses).toEqual(["duplicate"]);
    expect((await outbox.put({ items: [], person: stop(200) }, START_MS)).verdict).toBe("unchanged");
    makeRoom(file);
    await ports.advance(1_000);
    expect((await putOne(outbox, delivery("c", { dedupeKeys: ["meanwhile"] }))).statuses).toEqual(["duplicate"]);
    outbox.close();
  });

  it("tells the file nothing afterwards of a person who was forgotten meanwhile", async () => {
    const { outbox, file, ports } = openFallback({ path: filePath() });
    const once = delivery("a", { userId: "7", dedupeKeys: ["update 1", "p:7:sale"] });
    fill(file);
    await putOne(outbox, { ...once, body: LARGE });
    expect(await outbox.purgeUser("7")).toBe(1);
    makeRoom(file);
    await ports.advance(1_000);
    const told = file.store.knows(delivery("b", { dedupeKeys: ["update 1"] }), START_MS);
    expect([told, file.store.knows(delivery("b", { dedupeKeys: ["p:7:sale"] }), START_MS)]).toEqual([true, false]);
    outbox.close();
  });

  it("keeps to the quota through it", async () => {
    const path = filePath();
    const limits = { key: "hash", windows: [{ limit: 3, perMs: DAY_MS }] };
    const { outbox, file, ports } = openFallback({ path });
    const take = async (): Promise<boolean> => {
      const grant = await outbox.takeSlot(limits, true, START_MS);
      if (grant.granted) await outbox.endSlot(grant.slot, "answered", START_MS);
      return grant.granted;
    };
    expect(await take()).toBe(true);
    fill(file);
    await putOne(outbox, delivery(LARGE));
    expect([await take(), await take(), await take()]).toEqual([true, true, false]);
    makeRoom(file);
    await ports.advance(1_000);
    expect(await take()).toBe(false);
    outbox.close();
    expect(openFallback({ path }).outbox.quotaUsed(limits, START_MS)).toEqual([3]);
  });

  it("writes down later what it was told of deliveries out of the file", async () => {
    const path = filePath();
    const { outbox, file, ports } = openFallback({ path });
    await putOne(outbox, delivery("a"));
    const leased = await leaseOne(outbox);
    fill(file);
    await putOne(outbox, delivery(LARGE));
    await outbox.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
    makeRoom(file);
    await ports.advance(1_000);
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ delivered: 1, pending: 1 });
    outbox.close();
    expect(openFallback({ path }).outbox.ledger()[DESTINATION]).toMatchObject({ delivered: 1, pending: 1 });
  });

  it("leaves nothing in memory once there is room: another process finds all of it in the file", async () => {
    const path = filePath();
    const { outbox, file, ports, said } = openFallback({ path });
    await putAll(outbox, [delivery("dead", { dedupeKeys: ["before"] }), delivery("in the file")]);
    fill(file);
    const stop = { botId: "1", userId: "9", change: { kind: "stop", date: 100 } } as const;
    await outbox.put({ items: [{ kind: "deliver", delivery: delivery(`stop ${LARGE}`) }], person: stop }, START_MS);
    await putAll(
      outbox,
      Array.from({ length: 2_500 }, (_, index) => delivery(`${index} xxxxx`, { dedupeKeys: [`key ${index}`] })),
    );
    const [first, second, third] = [await leaseOne(outbox), await leaseOne(outbox), await leaseOne(outbox)];
    await outbox.settle([{ id: first?.id ?? "", as: "delivered" }], START_MS);
    await outbox.settle([{ id: second?.id ?? "", as: "dead", reason: { code: 1, description: "no" } }], START_MS);
    makeRoom(file);
    await ports.advance(1_000);
    expect(said).toHaveLength(2);
    // What it was sending goes on being leased, and ends under its id.
    const inFile = openSqlite({ path }).outbox;
    expect(inFile.ledger()).toEqual(outbox.ledger());
    expect(inFile.ledger()[DESTINATION]).toMatchObject({ accepted: 2_503, delivered: 1, pending: 2_501, dead: 1 });
    expect((await putOne(inFile, delivery("again", { dedupeKeys: ["key 7"] }))).statuses).toEqual(["duplicate"]);
    expect((await inFile.put({ items: [], person: stop }, START_MS)).verdict).toBe("unchanged");
    await outbox.settle([{ id: third?.id ?? "", as: "delivered" }], START_MS);
    expect(await drain(inFile)).toHaveLength(2_500);
    expect(inFile.ledger()[DESTINATION]).toMatchObject({ delivered: 2_502, pending: 0, ambiguous: 0 });
    inFile.close();
    outbox.close();
  });

  it("sends from memory what has no room yet, and moves it when it has", async () => {
    const path = filePath();
    const { outbox, file, ports } = openFallback({ path });
    await putAll(outbox, [delivery("in the file")]);
    fill(file);
    await putAll(outbox, [delivery(`a ${LARGE}`), delivery(`b ${LARGE}`)]);
    file.limitPages(file.pages + 2);
    await ports.advance(1_000);
    expect(outbox.kind).toBe("sqlite");
    expect(file.store.tables.ledger.snapshot()[DESTINATION]).toMatchObject({ pending: 1 });
    const leased = await leaseOne(outbox);
    expect(leased?.body).toContain("a x");
    await outbox.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
    makeRoom(file);
    await ports.advance(15_000);
    expect(file.store.tables.ledger.snapshot()[DESTINATION]).toMatchObject({ accepted: 3, delivered: 1, pending: 2 });
    outbox.close();
  });

  it("keeps what comes while memory is not yet empty known to the file", async () => {
    const path = filePath();
    const { outbox, file, ports } = openFallback({ path });
    const once = delivery("once", { class: "goal", userId: "7", dedupeKeys: ["before"] });
    await putOne(outbox, once);
    await drain(outbox);
    fill(file);
    await putOne(outbox, delivery(`start ${LARGE}`, { class: "start", userId: "7" }));
    file.limitPages(file.pages + 2);
    await ports.advance(1_000);
    expect((await putOne(outbox, once)).statuses).toEqual(["duplicate"]);
    const person = { botId: "1", userId: "7", change: { kind: "stop", date: 100 } } as const;
    await outbox.put({ items: [{ kind: "deliver", delivery: delivery("x", { userId: "7" }) }], person }, START_MS);
    makeRoom(file);
    await ports.advance(15_000);
    outbox.close();
    const { outbox: after } = openSqlite({ path });
    expect((await after.put({ items: [], person }, START_MS)).verdict).toBe("unchanged");
    after.close();
  });

  it("has all of it in the file when it is closed right after there is room", async () => {
    const path = filePath();
    const { outbox, file, said } = openFallback({ path });
    await putOne(outbox, delivery("start", { class: "start", userId: "1" }));
    fill(file);
    await putAll(outbox, [delivery(`a ${LARGE}`), delivery("held", { userId: "1" })]);
    makeRoom(file);
    outbox.close();
    expect(said.filter((message) => message.includes("lost"))).toHaveLength(1);
    const { outbox: after } = openSqlite({ path });
    expect((await drain(after)).map((name) => name.slice(0, 5))).toEqual(["start", "held", "a xxx"]);
    after.close();
  });

  it("on a real one, has all 460 deliveries in the file again that came meanwhile", async ({ skip }) => {
    using disk = await SmallDisk.mount();
    if (disk === undefined) return skip("no tmpfs can be mounted here");
    const path = join(disk.dir, "7.sqlite");
    const { outbox, ports } = openFallback({ path });
    await putOne(outbox, delivery("before"));
    disk.fill();
    await putAll(
      outbox,
      Array.from({ length: 460 }, (_, index) => delivery(`${index} ${"x".repeat(1_000)}`)),
    );
    expect(outbox.kind).toBe("memory-fallback");
    disk.empty();
    await ports.advance(15_000);
    // As a process finds it that comes after a kill.
    const { outbox: next } = openSqlite({ path });
    expect(next.ledger()[DESTINATION]).toMatchObject({ accepted: 461, pending: 461 });
    expect(await drain(next)).toHaveLength(461);
    next.close();
    outbox.close();
  });
});
