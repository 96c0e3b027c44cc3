import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { nodeSqlite, openSqlite } from "../core/outbox/sqlite/sqlite-fixtures.ts";
import { test } from "./cli-test.ts";
import { BOT, delivery, putDead, putPending, seedOutbox } from "./seed-outbox.ts";

test("purge-user forgets what waits, what is dead and what is remembered of a person, and of nobody else", async ({
  cliProcess,
  folder,
}) => {
  await seedOutbox(folder, BOT, async (outbox, nowMs) => {
    await putPending(outbox, nowMs, { userId: "42" });
    await putDead(outbox, nowMs, { userId: "42" });
    await putPending(outbox, nowMs, { userId: "43" });
    const person = { botId: BOT, userId: "42", change: { kind: "stop" as const, date: nowMs / 1_000 } };
    await outbox.put({ items: [], person }, nowMs);
  });

  const { exitCode, stdout } = await cliProcess(["purge-user", "42"]);

  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `Bot ${BOT}: user 42 is forgotten, 2 deliveries removed.\n`,
  });
  const { outbox } = openSqlite({ path: join(folder, ".bot-tracker", `${BOT}.sqlite`) });
  onTestFinished(() => outbox.close());
  expect(outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 3, pending: 1, dead: 0, dropped: { purged: 2 } });
  // A stop of somebody who is marked blocked would change nothing.
  const nowMs = Date.now();
  const stop = { kind: "deliver" as const, delivery: delivery(nowMs, { class: "stop" }) };
  const person = { botId: BOT, userId: "42", change: { kind: "stop" as const, date: nowMs / 1_000 } };
  expect((await outbox.put({ items: [stop], person }, nowMs)).statuses).toEqual(["stored"]);
});

test("purge-user reaches every bot of the folder, and ends with 0 where nothing is known of the person", async ({
  cli,
  folder,
}) => {
  for (const bot of [BOT, "default"]) await seedOutbox(folder, bot, (outbox, nowMs) => putPending(outbox, nowMs));

  const first = await cli(["purge-user", "42", "--json"]);
  const again = await cli(["purge-user", "42", "--json"]);

  expect(JSON.parse(first.stdout)).toEqual({
    userId: "42",
    bots: [
      { bot: BOT, sandbox: false, known: true, purged: 1, left: [] },
      { bot: "default", sandbox: false, known: true, purged: 1, left: [] },
    ],
  });
  expect(again.exitCode).toBe(0);
  expect(JSON.parse(again.stdout).bots).toEqual([
    { bot: BOT, sandbox: false, known: false, purged: 0, left: [] },
    { bot: "default", sandbox: false, known: false, purged: 0, left: [] },
  ]);
});

test("purge-user forgets a person in what was recorded for a sandbox too", async ({ cli, folder }) => {
  for (const name of [BOT, `${BOT}.sandbox`])
    await seedOutbox(folder, name, (outbox, nowMs) => putPending(outbox, nowMs));

  const { stdout } = await cli(["purge-user", "42"]);

  expect(stdout.trim().split("\n").sort()).toEqual([
    `Bot ${BOT} (sandbox): user 42 is forgotten, 1 delivery removed.`,
    `Bot ${BOT}: user 42 is forgotten, 1 delivery removed.`,
  ]);
});

test("purge-user ends with 1 and says where the person may still be named", async ({ cli, cliProcess, folder }) => {
  await seedOutbox(folder, BOT, (outbox, nowMs) => putPending(outbox, nowMs, { userId: "42" }));
  const path = join(folder, ".bot-tracker", `${BOT}.sqlite`);
  const aside = join(folder, ".bot-tracker", `${BOT}.damaged-20261130T200000Z.sqlite`);
  writeFileSync(aside, "42");
  const reader = new (nodeSqlite().DatabaseSync)(path);
  onTestFinished(() => reader.close());
  reader.exec("BEGIN; SELECT count(*) FROM delivery");

  const blocked = await cliProcess(["purge-user", "42"]);
  reader.exec("COMMIT");
  const again = await cli(["purge-user", "42", "--json"]);

  expect(blocked.exitCode).toBe(1);
  const [forgotten, busy, setAside] = blocked.stdout.trim().split("\n");
  expect(forgotten).toBe(`Bot ${BOT}: user 42 is forgotten, 1 delivery removed.`);
  expect(busy).toContain(`${BOT}.sqlite-wal may still hold what was deleted`);
  expect(setAside).toContain(`${basename(aside)}, which was set aside, may still name the user. Delete it.`);
  expect(again.exitCode).toBe(1);
  expect(JSON.parse(again.stdout).bots[0].left).toEqual([setAside]);
});

test("purge-user says where nothing was known of the person, and where something was", async ({ cli, folder }) => {
  await seedOutbox(folder, BOT, async (outbox, nowMs) => {
    await putPending(outbox, nowMs, { userId: "43", dedupeKeys: ["p:44:start"] });
    const person = { botId: BOT, userId: "42", change: { kind: "stop" as const, date: nowMs / 1_000 } };
    await outbox.put({ items: [], person }, nowMs);
  });

  const told = async (id: string) => (await cli(["purge-user", id])).stdout;

  expect(await told("999")).toBe(`Bot ${BOT}: nothing was known of user 999.\n`);
  for (const id of ["42", "44"]) {
    expect(await told(id)).toBe(`Bot ${BOT}: user ${id} is forgotten, 0 deliveries removed.\n`);
    expect(await told(id)).toBe(`Bot ${BOT}: nothing was known of user ${id}.\n`);
  }
});

test("purge-user purges every outbox that can be used, and names one that cannot", async ({ cli, folder }) => {
  const [first, ...others] = ["7000000000", BOT, "default"];
  for (const bot of [BOT, "default"]) await seedOutbox(folder, bot, (outbox, nowMs) => putPending(outbox, nowMs));
  const broken = join(folder, ".bot-tracker", `${first}.sqlite`);
  writeFileSync(broken, "no database at all, and long enough to be taken for one. ".repeat(100));

  const text = await cli(["purge-user", "42"]);
  const json = await cli(["purge-user", "42", "--json"]);

  expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
  expect(text.stdout.trim().split("\n")).toEqual([
    expect.stringMatching(new RegExp(`^Bot ${first}: user 42 is not forgotten\\. The outbox \\S+ is damaged\\.`)),
    ...others.map((bot) => `Bot ${bot}: user 42 is forgotten, 1 delivery removed.`),
  ]);
  expect(JSON.parse(json.stdout).bots).toMatchObject([
    { bot: first, problem: expect.stringContaining("is damaged") },
    ...others.map((bot) => ({ bot, purged: 0 })),
  ]);
});

test("purge-user names a file whose bytes could not be erased, and counts what was removed all the same", async ({
  cli,
  folder,
}) => {
  await seedOutbox(folder, BOT, async (outbox, nowMs) => {
    await putPending(outbox, nowMs, { userId: "42" });
    const dedupeKeys = Array.from({ length: 2_000 }, (_, n) => `p:43:a start ${n}`);
    await putPending(outbox, nowMs, { userId: "43", dedupeKeys });
  });
  const path = join(folder, ".bot-tracker", `${BOT}.sqlite`);
  const db = new (nodeSqlite().DatabaseSync)(path);
  const lastPage = "SELECT max(pageno) AS n FROM dbstat WHERE name = 'dedupe_key' AND pagetype = 'leaf'";
  const page = Number(db.prepare(lastPage).get()?.["n"]);
  db.close();
  const bytes = readFileSync(path);
  // Nobody reads this page but who copies the whole file.
  bytes[(page - 1) * 4_096] = 0;
  writeFileSync(path, bytes);

  const { exitCode, stdout } = await cli(["purge-user", "42"]);

  expect(exitCode).toBe(1);
  const [forgotten, left, ...more] = stdout.trim().split("\n");
  expect(forgotten).toBe(`Bot ${BOT}: user 42 is forgotten, 1 delivery removed.`);
  expect(left).toMatch(
    /\.sqlite-wal may still hold what was deleted: The outbox \S+ is damaged\. .*Then run this again\./,
  );
  expect(more).toEqual([]);
});

test("purge-user names what was set aside from an outbox that is gone", async ({ cli, folder }) => {
  await seedOutbox(folder, BOT, (outbox, nowMs) => putPending(outbox, nowMs));
  const aside = join(folder, ".bot-tracker", "default.sandbox.replaced-20261130T200000Z.sqlite");
  writeFileSync(aside, "42");

  const beside = await cli(["purge-user", "42", "--json"]);
  const alone = await cli(["purge-user", "42", "--bot", "default"]);
  const other = await cli(["purge-user", "42", "--bot", BOT]);

  expect([beside.exitCode, alone.exitCode, other.exitCode]).toEqual([1, 1, 0]);
  expect(JSON.parse(beside.stdout).bots).toMatchObject([
    { bot: BOT, purged: 1, left: [] },
    { bot: "default", sandbox: true, left: [expect.stringContaining(basename(aside))] },
  ]);
  expect(alone.stderr).toContain(`${basename(aside)}, which was set aside, may still name the user. Delete it.`);
});
