import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LedgerEntry } from "../../../../packages/core/src/outbox/ledger.ts";
import type { Outbox } from "../../../../packages/core/src/outbox/outbox.ts";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { DAY_MS, DESTINATION, delivery, drain, leaseOne, putAll, putOne, START_MS } from "../outbox-fixtures.ts";
import { nodeSqlite, openFallback, openSqlite } from "./sqlite-fixtures.ts";

const CHILD = fileURLToPath(new URL("vanished-child.ts", import.meta.url));
const LOOK_MS = 1_000;
/** What was tried in vain is tried again within this. */
const PAUSE_MS = 15_000;
const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 5, perMs: DAY_MS }] };
const STOP = { botId: "1", userId: "9", change: { kind: "stop", date: 100 } } as const;

const filePath = (): string => join(temporaryFolder(), "outbox", "7.sqlite");

const DELETIONS: Record<string, (path: string) => void> = {
  "the folder": (path) => rmSync(dirname(path), { recursive: true }),
  "the file": (path) => rmSync(path),
  "the -wal": (path) => rmSync(`${path}-wal`),
  "the -shm": (path) => rmSync(`${path}-shm`),
};

/** One of everything that a file holds: waiting, under way, delivered, dead, known. Gives what is under way. */
async function fill(outbox: Outbox): Promise<{ leased: string; slot: string }> {
  await putAll(outbox, [delivery("delivered"), delivery("refused", { dedupeKeys: ["known"] })]);
  const delivered = await leaseOne(outbox);
  await outbox.settle([{ id: delivered?.id ?? "", as: "delivered" }], START_MS);
  const refused = await leaseOne(outbox);
  await outbox.settle([{ id: refused?.id ?? "", as: "dead", reason: { code: 1, description: "no" } }], START_MS);
  await outbox.put({ items: [], person: STOP }, START_MS);
  await putAll(outbox, [
    delivery("under way", { class: "start", userId: "1" }),
    delivery("goal", { class: "goal", userId: "1" }),
    ...Array.from({ length: 20 }, (_, index) => delivery(`${index}`)),
  ]);
  const leased = await leaseOne(outbox);
  const answered = await outbox.takeSlot(LIMITS, true, START_MS);
  if (answered.granted) await outbox.endSlot(answered.slot, "answered", START_MS);
  const open = await outbox.takeSlot(LIMITS, true, START_MS);
  return { leased: leased?.id ?? "", slot: open.granted ? open.slot : "" };
}

/** Whether everything that `fill` put is there, and goes on as if nothing had been. */
async function expectAll(outbox: Outbox, { leased, slot }: { leased: string; slot: string }): Promise<void> {
  expect(entryOf(outbox)).toMatchObject({ accepted: 24, delivered: 1, pending: 22, dead: 1 });
  expect((await putOne(outbox, delivery("again", { dedupeKeys: ["known"] }))).statuses).toEqual(["duplicate"]);
  expect((await outbox.put({ items: [], person: STOP }, START_MS)).verdict).toBe("unchanged");
  expect(await outbox.deadLetters()).toMatchObject([{ body: '"refused"', reason: { code: 1 } }]);
  expect(outbox.quotaUsed(LIMITS, START_MS)).toEqual([2]);
  await outbox.endSlot(slot, "never-sent", START_MS);
  expect(outbox.quotaUsed(LIMITS, START_MS)).toEqual([1]);
  // The goal goes behind its user's start, which is under way.
  const names = Array.from({ length: 20 }, (_, index) => `${index}`);
  expect(await drain(outbox)).toEqual(names);
  await outbox.settle([{ id: leased, as: "delivered" }], START_MS);
  expect(await drain(outbox)).toEqual(["goal"]);
  expect(entryOf(outbox)).toMatchObject({ accepted: 24, delivered: 23, pending: 0, dead: 1, ambiguous: 0 });
}

function entryOf(outbox: Outbox): LedgerEntry | undefined {
  return outbox.ledger()[DESTINATION];
}

/** What stands in the file, read by a process that comes anew. */
async function reopened<T>(path: string, read: (outbox: Outbox) => T | Promise<T>): Promise<T> {
  const { outbox, said } = openSqlite({ path });
  const result = await read(outbox);
  outbox.close();
  expect(said).toEqual([]);
  return result;
}

describe.each(Object.entries(DELETIONS))("an outbox under which %s is deleted", (_what, remove) => {
  it("stands there again within a second, with all that was in it, and says so once", async () => {
    const path = filePath();
    const ports = new ManualPorts();
    const { outbox, said } = openSqlite({ path, ports });
    const underWay = await fill(outbox);
    remove(path);
    await ports.advance(LOOK_MS);
    expect(said).toEqual([expect.stringMatching(/7\.sqlite (was deleted|lost a file).*Nothing is lost/)]);
    expect(existsSync(path)).toBe(true);
    await expectAll(outbox, underWay);
    await ports.advance(10 * LOOK_MS);
    expect(said).toHaveLength(1);
    await putOne(outbox, delivery("last"));
    outbox.close();
    expect(await reopened(path, entryOf)).toMatchObject({ accepted: 25, delivered: 23, pending: 1, dead: 1 });
    expect(await reopened(path, (each) => each.quotaUsed(LIMITS, START_MS))).toEqual([1]);
    expect(readdirSync(dirname(path)).filter((name) => !name.endsWith(".presence"))).toHaveLength(2);
    const db = new (nodeSqlite().DatabaseSync)(path);
    expect(db.prepare("SELECT * FROM quota_slot WHERE state = 0").all()).toEqual([]);
    db.close();
  });

  it("keeps what is recorded before that is noticed, also when it is closed at once", async () => {
    const path = filePath();
    const { outbox, said } = openSqlite({ path, ports: new ManualPorts() });
    await putOne(outbox, delivery("before"));
    remove(path);
    await putOne(outbox, delivery("after"));
    outbox.close();
    expect(said).toHaveLength(1);
    expect(await reopened(path, drain)).toEqual(["before", "after"]);
  });

  it("goes on with whose turn it is", async () => {
    const path = filePath();
    const ports = new ManualPorts();
    const { outbox } = openSqlite({ path, ports });
    await putOne(outbox, delivery("stop", { class: "stop" }));
    await leaseOne(outbox);
    await putAll(outbox, [delivery("another stop", { class: "stop" }), delivery("activity", { class: "activity" })]);
    const before = await outbox.next(DESTINATION, START_MS);
    expect(before).toMatchObject({ kind: "ready", class: "activity" });
    remove(path);
    await ports.advance(LOOK_MS);
    expect(await outbox.next(DESTINATION, START_MS)).toEqual(before);
    outbox.close();
  });

  it("is one file again for all who share it, and one of them says so", async () => {
    const path = filePath();
    const ports = [new ManualPorts(), new ManualPorts()] as const;
    const [one, other] = [openSqlite({ path, ports: ports[0] }), openSqlite({ path, ports: ports[1] })];
    await putOne(one.outbox, delivery("a"));
    const leased = await leaseOne(one.outbox);
    const slot = await other.outbox.takeSlot(LIMITS, true, START_MS);
    remove(path);
    await putOne(one.outbox, delivery("b"));
    await putOne(other.outbox, delivery("c"));
    await ports[1].advance(LOOK_MS);
    await putOne(one.outbox, delivery("d"));
    await ports[0].advance(LOOK_MS);
    await putOne(other.outbox, delivery("e"));
    expect([...one.said, ...other.said]).toHaveLength(1);
    await one.outbox.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
    if (slot.granted) await other.outbox.endSlot(slot.slot, "never-sent", START_MS);
    expect(other.outbox.quotaUsed(LIMITS, START_MS)).toEqual([0]);
    expect(await drain(one.outbox)).toEqual(["b", "c", "d", "e"]);
    expect(one.outbox.ledger()).toEqual(other.outbox.ledger());
    one.outbox.close();
    other.outbox.close();
    expect(await reopened(path, entryOf)).toMatchObject({ accepted: 5, delivered: 5, ambiguous: 0 });
  });
});

describe("an outbox whose folder is deleted", () => {
  it("shows at once, with its file, that its process lives", async () => {
    const path = filePath();
    const { outbox, file } = openSqlite({ path, ports: new ManualPorts() });
    rmSync(dirname(path), { recursive: true });
    file.keepInPlace();
    expect(readdirSync(dirname(path)).filter((name) => name.includes("-alive-"))).toHaveLength(1);
    outbox.close();
  });
});

describe("a file that is gone when its process ends", () => {
  it.each(["exit", "close"])("is there again with everything after `%s`", async (what) => {
    const path = filePath();
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD, what, path], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    await once(child, "close");
    expect(await reopened(path, drain)).toEqual(["before", "after"]);
  });

  it("is there again although another process shared it", async () => {
    const path = filePath();
    const { outbox, said } = openSqlite({ path });
    await putOne(outbox, delivery("a"));
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD, "share", path], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const put = async (name: string): Promise<void> => {
      child.stdin.write(`${name}\n`);
      expect((await lines.next()).value).toBe(name);
    };
    await put("b");
    rmSync(dirname(path), { recursive: true });
    await put("c");
    await putOne(outbox, delivery("d"));
    outbox.close();
    await put("e");
    child.stdin.end();
    const theirs = JSON.parse(String((await lines.next()).value));
    expect([...said, ...theirs]).toHaveLength(1);
    expect((await reopened(path, drain)).sort()).toEqual(["a", "b", "c", "d", "e"]);
  });
});

describe("a file that another one takes the place of", () => {
  it("goes into that one if it is an outbox, with each user's order", async () => {
    const path = filePath();
    const ports = new ManualPorts();
    const { outbox, said } = openSqlite({ path, ports });
    const underWay = await fill(outbox);
    await putOne(outbox, delivery("start", { class: "start", userId: "2" }));
    rmSync(dirname(path), { recursive: true });
    const next = openSqlite({ path, ports: new ManualPorts() });
    await putAll(next.outbox, [delivery("goal 2", { class: "goal", userId: "2" }), delivery("next")]);
    const first = await leaseOne(next.outbox, { destination: DESTINATION });
    await next.outbox.settle([{ id: first?.id ?? "", as: "returned" }], START_MS);
    await ports.advance(LOOK_MS);
    expect(said).toEqual([expect.stringMatching(/was replaced by another outbox.*added to the file/)]);
    expect(entryOf(next.outbox)).toMatchObject({ accepted: 27, delivered: 1, pending: 25, dead: 1 });
    expect(next.outbox.ledger()).toEqual(outbox.ledger());
    const names = await drain(next.outbox);
    expect(names.slice(0, 2)).toEqual(["start", "goal 2"]);
    expect(names).toHaveLength(23);
    await outbox.settle([{ id: underWay.leased, as: "delivered" }], START_MS);
    expect(await drain(outbox)).toEqual(["goal"]);
    outbox.close();
    next.outbox.close();
    expect(await reopened(path, entryOf)).toMatchObject({ accepted: 27, delivered: 26, dead: 1 });
  });

  it("stands there again where that is an earlier copy of it, which is set aside", async () => {
    const path = filePath();
    const ports = new ManualPorts();
    const before = openSqlite({ path });
    await putAll(before.outbox, [delivery("a"), delivery("b")]);
    before.outbox.close();
    copyFileSync(path, `${path}.backup`);
    const { outbox, said } = openSqlite({ path, ports });
    expect(await drain(outbox)).toEqual(["a", "b"]);
    await putOne(outbox, delivery("c"));
    renameSync(`${path}.backup`, path);
    await ports.advance(LOOK_MS);
    expect(said).toEqual([expect.stringMatching(/earlier copy of itself, which stands aside as .*7\.replaced-/)]);
    outbox.close();
    expect(await reopened(path, drain)).toEqual(["c"]);
  });

  it("sends nothing again when it was only moved away and is put back", async () => {
    const path = filePath();
    const ports = new ManualPorts();
    const { outbox } = openSqlite({ path, ports });
    await putAll(outbox, [delivery("a"), delivery("b")]);
    renameSync(dirname(path), `${dirname(path)}.old`);
    await ports.advance(LOOK_MS);
    expect(await drain(outbox)).toEqual(["a", "b"]);
    outbox.close();
    rmSync(dirname(path), { recursive: true });
    renameSync(`${dirname(path)}.old`, dirname(path));
    const { outbox: back } = openSqlite({ path, nowMs: () => Date.now() + 10_000 });
    expect(await drain(back)).toEqual([]);
    back.close();
  });

  it.each(["database", "folder"])(
    "goes on in memory while a foreign %s is there, with one message, and comes back after",
    async (kind) => {
      const path = filePath();
      const { outbox, ports, said } = openFallback({ path });
      const underWay = await fill(outbox);
      rmSync(path);
      if (kind === "folder") mkdirSync(path);
      else {
        for (const end of ["-wal", "-shm"]) rmSync(path + end);
        const foreign = new (nodeSqlite().DatabaseSync)(path);
        foreign.exec("CREATE TABLE users (id)");
        foreign.close();
      }
      const before = kind === "folder" ? undefined : readFileSync(path);
      await ports.advance(5 * LOOK_MS);
      expect(outbox.kind).toBe("memory-fallback");
      expect(said).toEqual([
        expect.stringMatching(/was deleted or replaced.*cannot be written there again .*lost when/),
      ]);
      await putOne(outbox, delivery("meanwhile", { class: "activity" }));
      if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
      rmSync(path, { recursive: true });
      await ports.advance(PAUSE_MS);
      expect(outbox.kind).toBe("sqlite");
      expect(said).toHaveLength(2);
      const extra = await reopened(path, entryOf);
      expect(extra).toMatchObject({ accepted: 25, pending: 23 });
      await outbox.purgeUser("nobody");
      expect(await drain(outbox)).toContain("meanwhile");
      await outbox.settle([{ id: underWay.leased, as: "delivered" }], START_MS);
      outbox.close();
      expect(await reopened(path, drain)).toEqual(["goal"]);
    },
  );

  it("is counted as lost at the end, with its deliveries, where a foreign one stays", async () => {
    const path = filePath();
    const { outbox, said } = openFallback({ path });
    await putAll(outbox, [delivery("a"), delivery("b")]);
    rmSync(dirname(path), { recursive: true });
    writeFileSync(dirname(path), "");
    outbox.close();
    expect(said).toEqual([
      expect.stringContaining("cannot be written there again"),
      expect.stringMatching(/^2 deliveries.*are lost/),
    ]);
  });
});
