import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LedgerEntry } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { NodeDriver } from "../../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import { openAsItIs } from "../../../../packages/core/src/outbox/sqlite/driver/open-node-driver.ts";
import { rowsOf } from "../../../../packages/core/src/outbox/sqlite/file/file-rows.ts";
import { APPLICATION_ID, bringUp, FILE_VERSION } from "../../../../packages/core/src/outbox/sqlite/file/format.ts";
import { importRows } from "../../../../packages/core/src/outbox/sqlite/file/import-rows.ts";
import { readPage } from "../../../../packages/core/src/outbox/sqlite/tables/counters-page.ts";
import { Fixtures } from "../../../formats/fixtures.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { DESTINATION, delivery, drain, leaseOne, putAll, START_MS } from "../outbox-fixtures.ts";
import { nodeSqlite, openSqlite } from "./sqlite-fixtures.ts";

const PAGE_BYTES = 4_096;

/** A file with 300 deliveries, a dead letter and some history, closed in order. */
async function fullFile(): Promise<string> {
  const path = join(temporaryFolder(), "7.sqlite");
  const { outbox } = openSqlite({ path });
  await putAll(outbox, [delivery("delivered"), delivery("refused")]);
  const first = await leaseOne(outbox);
  await outbox.settle([{ id: first?.id ?? "", as: "delivered" }], START_MS);
  const second = await leaseOne(outbox);
  await outbox.settle([{ id: second?.id ?? "", as: "dead", reason: { code: 1, description: "no" } }], START_MS);
  await putAll(
    outbox,
    Array.from({ length: 300 }, (_, index) => delivery(`${index} ${"x".repeat(500)}`)),
  );
  outbox.close();
  return path;
}

function spoil(path: string, pages: readonly number[]): void {
  const file = openSync(path, "r+");
  for (const page of pages) writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(file);
}

/** The page of a table's first leaf, as SQLite counts from 0. */
function leafPages(path: string): number[] {
  const pages = statSync(path).size / PAGE_BYTES;
  return [Math.floor(pages / 2), Math.floor(pages / 2) + 1];
}

const namesBeside = (path: string): string[] => readdirSync(dirname(path)).filter((name) => name.includes("damaged"));

it("what came after the counters were last written is told from new people, who took numbers too", async () => {
  const path = join(temporaryFolder(), "7.sqlite");
  const { outbox } = openSqlite({ path });
  for (const userId of ["1", "2", "3", "4"]) {
    const person = { botId: "1", userId, change: { kind: "start", date: 100 } } as const;
    const item = { kind: "deliver", delivery: delivery(userId, { class: "start", userId }) } as const;
    await outbox.put({ items: [item], person }, START_MS);
  }
  const driver = openAsItIs(nodeSqlite(), path, { isReadOnly: true });
  const page = readPage(driver.prepare<{ json: string }>("SELECT json FROM ledger_counters").get()?.json ?? "");
  if (page === undefined) throw new Error("the counters cannot be read");
  // Else there is nothing to tell.
  expect(page.destinations[0]?.entry.accepted).toBe(1);

  const { store } = openSqlite({ path: join(temporaryFolder(), "8.sqlite") }).file;
  const { result } = store.write(() => importRows(rowsOf(driver, page), store.tables));
  expect(result).toEqual({ kept: 4, corrupt: 0 });
  driver.close();
  outbox.close();
});

describe("a damaged file", () => {
  it("that is no database at all is set aside under a new name, with one message, and a fresh one is begun", async () => {
    const path = join(temporaryFolder(), "7.sqlite");
    writeFileSync(path, "this was a database once".repeat(1_000));
    const { outbox, said } = openSqlite({ path, nowMs: () => Date.UTC(2026, 10, 21, 12, 30, 5) });
    expect(namesBeside(path)).toEqual(["7.damaged-20261121T123005Z.sqlite"]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/was damaged .* stands aside as .*7\.damaged-20261121T123005Z\.sqlite/);
    await putAll(outbox, [delivery("a")]);
    expect(await drain(outbox)).toEqual(["a"]);
    outbox.close();
  });

  it("gives what can be read to the fresh one, and what cannot is counted as `corrupt`", async () => {
    const path = await fullFile();
    spoil(path, leafPages(path));
    const { outbox, said } = openSqlite({ path });
    const drained = await drain(outbox);
    const entry = outbox.ledger()[DESTINATION];
    expect(said).toHaveLength(1);
    expect(entry?.dropped.corrupt).toBeGreaterThan(0);
    expect(drained.length).toBeGreaterThan(200);
    expect(drained.length + (entry?.dropped.corrupt ?? 0)).toBe(300);
    expect(new Set(drained).size).toBe(drained.length);
    expect(entry).toMatchObject({ accepted: 302, delivered: 1 + drained.length, dead: 1, pending: 0 });
    outbox.close();
  });

  it("is replaced at work too, and the bot learns nothing of it", async () => {
    const path = await fullFile();
    const { outbox, said } = openSqlite({ path });
    expect(await leaseOne(outbox)).toBeDefined();
    spoil(path, leafPages(path));
    const { outbox: other } = openSqlite({ path });
    const drained = await drain(other, START_MS + 120_000);
    expect(drained.length).toBeGreaterThan(200);
    await putAll(outbox, [delivery("after")], START_MS + 120_000);
    expect(await drain(outbox, START_MS + 120_000)).toEqual(["after"]);
    expect(said.length).toBeLessThanOrEqual(1);
    expect(namesBeside(path).filter((name) => name.endsWith(".sqlite"))).toHaveLength(1);
    outbox.close();
    other.close();
  });
});

describe("a file of an earlier version", () => {
  it("gets the tables and indexes that a fresh one has", () => {
    const dir = temporaryFolder();
    const path = new Fixtures("91f8319").unpack("closed", dir);
    const schemaOf = (file: string): unknown[] => {
      openSqlite({ path: file }).outbox.close();
      const db = new (nodeSqlite().DatabaseSync)(file);
      const tables = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").all();
      const format = [db.prepare("PRAGMA application_id").get(), db.prepare("PRAGMA user_version").get()];
      db.close();
      return [format, tables.map((row) => JSON.stringify(row).replaceAll(/--[^\\]*|\\n|[\s"\\]/g, ""))];
    };
    expect(schemaOf(path)).toEqual(schemaOf(join(temporaryFolder(), "fresh.sqlite")));
  });

  it("that is damaged gives what can be read of it to a fresh one", async () => {
    const dir = temporaryFolder();
    const fixtures = new Fixtures("91f8319");
    const path = fixtures.unpack("closed", dir);
    const pages = statSync(path).size / PAGE_BYTES;
    spoil(path, [pages - 1]);
    const { file, said } = openSqlite({ path });
    const { tgtrack } = file.store.tables.ledger.snapshot();
    const { ledger } = fixtures.expected("closed") as { ledger: { tgtrack: LedgerEntry } };
    expect(said).toEqual([expect.stringContaining("was damaged")]);
    expect(tgtrack?.accepted).toBe(ledger.tgtrack.accepted);
    expect(tgtrack?.pending).toBeGreaterThan(0);
    file.close();
  });

  it("is brought up whole or not at all", () => {
    const path = new Fixtures("91f8319").unpack("closed", temporaryFolder());
    const driver = new NodeDriver(new (nodeSqlite().DatabaseSync)(path));
    driver.exec("CREATE TABLE dead_letter (x)");
    expect(() => bringUp(driver)).toThrow(/dead_letter/);
    expect(driver.format()).toEqual({ applicationId: 0, version: 1 });
    driver.exec("DROP TABLE dead_letter");
    bringUp(driver);
    expect(driver.format()).toEqual({ applicationId: APPLICATION_ID, version: FILE_VERSION });
    driver.close();
  });
});

describe("a row that another program has changed", () => {
  it.each(["dedupeKeys = '{'", "dedupeKeys = '[1]'", "createdAtMs = 'x'", "body = x'00'", "attempts = 'x'"])(
    "so that it cannot be read (%s) is dropped as corrupt and said once, and everything else goes on",
    async (change) => {
      const path = join(temporaryFolder(), "7.sqlite");
      const { outbox, said } = openSqlite({ path });
      await putAll(outbox, [
        delivery("broken", { class: "start", userId: "1" }),
        delivery("after it", { class: "goal", userId: "1" }),
        delivery("other"),
      ]);
      outbox.ledger();
      const { DatabaseSync } = await import("node:sqlite");
      const other = new DatabaseSync(path);
      other.exec(`UPDATE delivery SET ${change} WHERE seq = 1`);
      other.close();
      expect(await drain(outbox)).toEqual(["after it", "other"]);
      expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 3, delivered: 2, dropped: { corrupt: 1 } });
      outbox.close();
      expect(said).toEqual([expect.stringContaining(`${path} cannot be read: 1 for ${DESTINATION}.`)]);
    },
  );

  it("is said while the bot runs, and what is found later again", async () => {
    const path = join(temporaryFolder(), "7.sqlite");
    const ports = new ManualPorts(START_MS);
    const { outbox, said } = openSqlite({ path, ports });
    await putAll(
      outbox,
      ["a", "b", "c"].map((name) => delivery(name)),
    );
    outbox.ledger();
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(path);
    other.exec("UPDATE delivery SET body = x'00' WHERE seq < 3");
    expect(await drain(outbox)).toEqual(["c"]);
    await ports.advance(3_500);
    expect(said).toEqual([expect.stringContaining(`2 for ${DESTINATION}`)]);
    await putAll(outbox, [delivery("d")]);
    outbox.ledger();
    other.exec("UPDATE delivery SET body = x'00'");
    other.close();
    expect(await drain(outbox)).toEqual([]);
    await ports.advance(61_000);
    expect(said.slice(1)).toEqual([expect.stringContaining(`1 for ${DESTINATION}`)]);
    outbox.close();
  });

  it("among the dead letters can still be listed and dropped", async () => {
    const path = join(temporaryFolder(), "7.sqlite");
    const { outbox } = openSqlite({ path });
    await putAll(outbox, [delivery("a")]);
    const leased = await leaseOne(outbox);
    await outbox.settle([{ id: leased?.id ?? "", as: "dead", reason: { code: 1, description: "no" } }], START_MS);
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(path);
    other.exec("UPDATE dead_letter SET reason = '{', dedupeKeys = '{'");
    other.close();
    expect((await outbox.deadLetters()).map(({ reason }) => reason.code)).toEqual(["corrupt"]);
    expect(await outbox.dropDead(leased?.id ?? "")).toBe(true);
    outbox.close();
  });
});
