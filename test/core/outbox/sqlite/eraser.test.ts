import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTracker } from "@bot-tracker/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { Eraser } from "../../../../packages/core/src/outbox/sqlite/eraser.ts";
import { eraseFreed } from "../../../../packages/core/src/outbox/sqlite/file/erase-freed.ts";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { delivery, putAll } from "../outbox-fixtures.ts";
import { nodeSqlite, openSqlite } from "./sqlite-fixtures.ts";

const CHILD = fileURLToPath(new URL("eraser-child.ts", import.meta.url));
const run = promisify(execFile);

describe("what stands at an outbox's path and is not the outbox", () => {
  it("is neither rewritten nor opened for writing, though an earlier process left a note to erase", async () => {
    const dir = temporaryFolder();
    const path = join(dir, "7.sqlite");
    const foreign = new DatabaseSync(path);
    onTestFinished(() => foreign.close());
    foreign.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES ('mine'); DELETE FROM t");
    writeFileSync(`${path}-erase`, "");
    const before = [path, `${path}-wal`].map((name) => readFileSync(name));
    const said: string[] = [];
    const logger = { warn: (message: string) => void said.push(message), error: () => {} };
    const tracker = createTracker({ botId: 7, dir, tgtrack: { apiKey: "k", url: NOBODY }, logger }, {});
    onTestFinished(() => tracker.close({ timeoutMs: 0 }));

    await expect.poll(() => said.join()).toContain("could not be erased yet (the file at its path is another one");
    expect([path, `${path}-wal`].map((name) => readFileSync(name))).toEqual(before);
  });

  it("is looked at anew before each try, and the try is made once the outbox is back", async () => {
    const { path, eraser, ports, said, moved } = await openWithDeleted();
    moved.away();
    await eraser.erase();
    expect(said).toEqual([expect.stringContaining("another one, or there is none")]);
    expect(existsSync(path)).toBe(false);
    moved.back();
    await ports.advance(30_000);

    await expect.poll(() => existsSync(`${path}-erase`)).toBe(false);
  });

  it("is not made where nothing stands there, even if that was seen too late", async () => {
    const path = join(temporaryFolder(), "7.sqlite");
    const said: string[] = [];
    await newEraser(path, said).erase();
    expect(() => eraseFreed(nodeSqlite(), path, 0)).toThrow(/unable to open/);

    expect(existsSync(path)).toBe(false);
    expect(said).toEqual([expect.stringContaining("unable to open")]);
  });

  it("is left as it is if another database came there in that moment", async () => {
    const path = join(temporaryFolder(), "7.sqlite");
    const foreign = new DatabaseSync(path);
    foreign.exec("CREATE TABLE t (x); INSERT INTO t VALUES ('mine'); DELETE FROM t");
    foreign.close();
    const before = readFileSync(path);
    const said: string[] = [];
    await newEraser(path, said).erase();
    expect(() => eraseFreed(nodeSqlite(), path, 0)).toThrow(/not an outbox/);

    expect(readFileSync(path)).toEqual(before);
    expect(said).toEqual([expect.stringContaining("another database")]);
  });
});

describe("erasing", () => {
  it("of a file whose name means something in an address too", async () => {
    const folder = join(temporaryFolder(), "a b#c?d=%41");
    mkdirSync(folder);
    const path = join(folder, "7.sqlite");
    const { outbox, said } = openSqlite({ path });
    await putAll(outbox, [delivery("secret-of-anna")]);
    outbox.close();
    new DatabaseSync(path).exec("DELETE FROM delivery");
    expect(readFileSync(path).includes("secret-of-anna")).toBe(true);
    await newEraser(path, said).erase();

    expect(readFileSync(path).includes("secret-of-anna")).toBe(false);
    expect(said).toEqual([]);
  });

  it("notes again what is being erased, since an earlier erasing may have removed the note", async () => {
    const { path, eraser } = await openWithDeleted();
    rmSync(`${path}-erase`, { force: true });
    const erased = eraser.erase();
    expect(existsSync(`${path}-erase`)).toBe(true);
    await erased;
    expect(existsSync(`${path}-erase`)).toBe(false);
  });

  it("leaves the note where something was announced meanwhile", async () => {
    const { path, eraser } = await openWithDeleted();
    const erased = eraser.erase();
    eraser.announce();
    await erased;
    expect(existsSync(`${path}-erase`)).toBe(true);
  });

  it("waits for others as long as it may, and not once more for each of its steps", async () => {
    const { path } = await openWithDeleted();
    const reader = new DatabaseSync(path);
    onTestFinished(() => reader.close());
    reader.exec("BEGIN; SELECT count(*) FROM delivery");
    let looks = 0;
    // A writer that held it for nearly as long as it may take, before the reader does.
    const steadyMs = (): number => [0, 0, 9_900][looks++] ?? 9_900 + looks * 100;

    expect(eraseFreed(nodeSqlite(), path, 10_000, steadyMs)).toBe(false);
    expect(looks).toBeLessThan(10);
  });

  it("does nothing after the outbox is closed", async () => {
    const { path, eraser, looked, ports, moved } = await openWithDeleted();
    moved.away();
    await eraser.erase();
    moved.back();
    eraser.close();
    const before = looked.length;
    await eraser.erase();
    await ports.advance(60_000);

    expect(looked).toHaveLength(before);
    expect(existsSync(`${path}-erase`)).toBe(true);
  });

  it("that nobody waits for keeps no process", async () => {
    const { path } = await openWithDeleted();
    const writer = new DatabaseSync(path);
    onTestFinished(() => writer.close());
    writer.exec("BEGIN IMMEDIATE");
    writeFileSync(`${path}-erase`, "");
    // Kept by it, it would end when 10 s are over, and say that nothing could be erased.
    const { stdout } = await run(process.execPath, ["--no-warnings", CHILD, path]);

    expect(stdout).toBe("");
  });
});

const NOBODY = "http://127.0.0.1:1";

/** Takes whatever stands at the path for the outbox. */
function newEraser(path: string, said: string[]): Eraser {
  const messages = { warn: (_topic: string, message: string) => void said.push(message) };
  return new Eraser({ sqlite: nodeSqlite(), path, isAtPath: () => true, ports: new ManualPorts(), messages });
}

/** An outbox in which something was deleted, and what erases it. */
async function openWithDeleted() {
  const path = join(temporaryFolder(), "7.sqlite");
  const { outbox, file } = openSqlite({ path, ports: systemPorts });
  onTestFinished(() => outbox.close());
  await putAll(outbox, [delivery("one", { userId: "42" })]);
  await outbox.purgeUser("42");
  const said: string[] = [];
  const looked: boolean[] = [];
  const ports = new ManualPorts();
  const eraser = new Eraser({
    sqlite: nodeSqlite(),
    path,
    isAtPath() {
      looked.push(file.isAtPath());
      return looked.at(-1) === true;
    },
    ports,
    messages: { warn: (_topic, message) => void said.push(message) },
  });
  eraser.announce();
  const ends = ["", "-wal", "-shm"];
  const moved = {
    away: () => ends.forEach((end) => void renameSync(path + end, `${path}${end}.away`)),
    back: () => ends.forEach((end) => void renameSync(`${path}${end}.away`, path + end)),
  };
  expect(statSync(path).isFile()).toBe(true);
  return { path, eraser, ports, said, looked, moved };
}
