import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTracker, type DeadLetter } from "@bot-tracker/core";
import { describe, expect, onTestFinished } from "vitest";
import { openSqlite } from "../core/outbox/sqlite/sqlite-fixtures.ts";
import { GENEROUS } from "../support/generous.ts";
import { type CliFixtures, KEY, test } from "./cli-test.ts";
import { BOT, putDead, seedOutbox } from "./seed-outbox.ts";

const NOON_MS = Date.UTC(2026, 10, 20, 12);

async function listed(cli: CliFixtures["cli"], ...args: string[]): Promise<(DeadLetter & { bot: string })[]> {
  const { exitCode, stdout } = await cli(["dead", "list", "--json", ...args]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout).letters;
}

async function onlyLetter(cli: CliFixtures["cli"]): Promise<DeadLetter> {
  const [letter, ...others] = await listed(cli);
  expect(others).toEqual([]);
  if (letter === undefined) throw new Error("there should be a dead letter");
  return letter;
}

describe("bot-tracker dead list", () => {
  test("is a table of what was rejected and why, oldest first", async ({ cli, cliProcess, folder }) => {
    await seedOutbox(folder, BOT, async (outbox) => {
      await putDead(outbox, NOON_MS);
      await putDead(outbox, NOON_MS + 60_000, { method: "send_reach_goal", class: "goal", userId: "43" });
    });
    const letters = await listed(cli);

    const { exitCode, stdout } = await cliProcess(["dead", "list"]);

    expect(exitCode).toBe(0);
    const stable = letters.reduce(
      (text, { id }, index) => text.replaceAll(id, `<id of ${index + 1}>`.padEnd(id.length)),
      stdout,
    );
    expect(stable).toMatchInlineSnapshot(`
      "id              bot         destination  method           user  rejected              reason
      <id of 1>       7000000001  tgtrack      add_event        42    2026-11-20 12:00 UTC  422 Unprocessable entity
      <id of 2>       7000000001  tgtrack      send_reach_goal  43    2026-11-20 12:01 UTC  422 Unprocessable entity
      "
    `);
  });

  test("chooses by destination and number", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT, async (outbox, nowMs) => {
      await putDead(outbox, nowMs, { userId: "1" });
      await putDead(outbox, nowMs, { userId: "2", destination: "howusedbot" });
      await putDead(outbox, nowMs, { userId: "3" });
    });

    expect((await listed(cli)).map(({ userId }) => userId)).toEqual(["1", "2", "3"]);
    expect((await listed(cli, "--destination", "tgtrack")).map(({ userId }) => userId)).toEqual(["1", "3"]);
    expect((await listed(cli, "--limit", "1")).map(({ userId }) => userId)).toEqual(["1"]);
    expect((await cli(["dead", "list", "--limit", "1"])).stdout).toContain("There may be more: see --limit.");
  });

  test("says so when there are none", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT);

    expect(await cli(["dead", "list"])).toEqual({ exitCode: 0, stdout: "There are no dead letters.\n", stderr: "" });
  });
});

describe("bot-tracker dead show", () => {
  test("shows a letter in full, without control characters that would steer the terminal", async ({
    cli,
    cliProcess,
    folder,
  }) => {
    await seedOutbox(folder, BOT, (outbox) =>
      putDead(outbox, NOON_MS, { method: "\u001b[2Jevil", body: '{"user_id":"42","event_type":"sale"}' }),
    );
    const { id } = await onlyLetter(cli);

    const { exitCode, stdout } = await cliProcess(["dead", "show", id]);

    expect(exitCode).toBe(0);
    expect(stdout.replace(id, "<id>")).toMatchInlineSnapshot(`
      "id           <id>
      bot          7000000001
      destination  tgtrack
      method       �[2Jevil
      class        event
      user         42
      recorded     2026-11-20 12:00 UTC
      rejected     2026-11-20 12:00 UTC
      attempts     0
      code         422
      description  Unprocessable entity
      details      amount must be a number

      {
        "user_id": "42",
        "event_type": "sale"
      }
      "
    `);
  });

  test("--json gives the body byte for byte", async ({ cli, folder }) => {
    const body = '{ "user_id":"42",   "event_type":"sale" }';
    await seedOutbox(folder, BOT, (outbox, nowMs) => putDead(outbox, nowMs, { body }));
    const { id } = await onlyLetter(cli);

    const { stdout } = await cli(["dead", "show", id, "--json"]);

    expect(JSON.parse(stdout)).toMatchObject({ bot: BOT, id, body, reason: { code: 422 } });
  });
});

describe("bot-tracker dead retry", () => {
  test("a running bot sends the fixed letter, once", async ({ cliProcess, folder, sandbox }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => putDead(outbox, nowMs));
    const { outbox } = openSqlite({ path: join(folder, ".bot-tracker", `${BOT}.sqlite`) });
    const tracker = createTracker({ tgtrack: { apiKey: KEY, url: `${sandbox.url}/v1` }, outbox }, {});
    onTestFinished(() => tracker.close());
    const { id } = await onlyLetter(cliProcess);
    writeFileSync(join(folder, "mended.json"), '{"user_id": "42", "event_type": "mended"}\n');

    const { exitCode, stdout } = await cliProcess(["dead", "retry", id, "--body", "mended.json"]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `Dead letter ${id} is queued to be sent again.\n` });
    const [request] = await sandbox.waitFor({ method: "add_event" }, GENEROUS);
    expect(request?.body).toEqual({ user_id: "42", event_type: "mended" });
    await expect
      .poll(() => tracker.ledger()["tgtrack"])
      .toMatchObject({ accepted: 1, delivered: 1, pending: 0, dead: 0 });
  });

  test("without --body it waits as it was; - reads standard input", async ({ cli, cliProcess, folder }) => {
    await seedOutbox(folder, BOT, async (outbox, nowMs) => {
      await putDead(outbox, nowMs, { userId: "1" });
      await putDead(outbox, nowMs, { userId: "2" });
    });
    const [first, second] = await listed(cli);

    await cli(["dead", "retry", first?.id ?? ""]);
    const { exitCode } = await cliProcess(["dead", "retry", second?.id ?? "", "--body", "-"], {}, '{"user_id":"2"}');

    expect(exitCode).toBe(0);
    const { outbox } = openSqlite({ path: join(folder, ".bot-tracker", `${BOT}.sqlite`) });
    onTestFinished(() => outbox.close());
    const waiting = await outbox.lease({
      destination: "tgtrack",
      maxItems: 9,
      maxBytes: 9_999,
      nowMs: Date.now(),
      leaseMs: 60_000,
    });
    expect(waiting.map(({ id, body }) => ({ id, body }))).toEqual([
      { id: first?.id, body: first?.body },
      { id: second?.id, body: '{"user_id":"2"}' },
    ]);
  });

  test.for([
    ["[1, 2]", "must contain a JSON object"],
    ["{oops", "must contain a JSON object"],
    [undefined, "cannot be read (ENOENT)"],
  ] as const)("a body file holding %j ends with 2, and the letter stays", async ([text, words], { cli, folder }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => putDead(outbox, nowMs));
    const { id } = await onlyLetter(cli);
    if (text !== undefined) writeFileSync(join(folder, "body.json"), text);

    const { exitCode, stdout, stderr } = await cli(["dead", "retry", id, "--body", "body.json"]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect((await onlyLetter(cli)).id).toBe(id);
  });
});

describe("bot-tracker dead drop", () => {
  test("forgets a letter and counts it as purged", async ({ cli, cliProcess, folder }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => putDead(outbox, nowMs));
    const { id } = await onlyLetter(cli);

    const { exitCode, stdout } = await cliProcess(["dead", "drop", id, "--json"]);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ id, dropped: true });
    const status = JSON.parse((await cli(["status", "--json"])).stdout);
    expect(status.bots[0].destinations.tgtrack).toMatchObject({ accepted: 1, dead: 0, dropped: { purged: 1 } });
  });
});

test.for([["show"], ["retry"], ["drop"]])(
  "bot-tracker dead %s of a letter that is not there ends with 1",
  async ([what], { cli, folder }) => {
    await seedOutbox(folder, BOT);

    const { exitCode, stdout, stderr } = await cli(["dead", what ?? "", "nothing-1"]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("There is no dead letter nothing-1.");
  },
);

test("a letter recorded for a sandbox is marked", async ({ cli, folder }) => {
  await seedOutbox(folder, `${BOT}.sandbox`, (outbox, nowMs) => putDead(outbox, nowMs));

  expect((await cli(["dead", "list"])).stdout).toContain(`${BOT} (sandbox)`);
  expect(await listed(cli)).toMatchObject([{ bot: BOT, sandbox: true }]);
});

test("a letter on its way to Redis is shown with its destinations", async ({ cli, folder }) => {
  await seedOutbox(folder, BOT, (outbox, nowMs) => putDead(outbox, nowMs, { destination: '["howusedbot","tgtrack"]' }));
  const { id } = await onlyLetter(cli);

  for (const command of ["list", "show"]) {
    const { stdout } = await cli(["dead", command, ...(command === "show" ? [id] : [])]);
    expect(stdout).toContain("howusedbot, tgtrack (not yet in Redis)");
  }
});

test("letters of every bot are found, and with --bot only that bot's", async ({ cli, folder }) => {
  for (const bot of [BOT, "7000000002"]) await seedOutbox(folder, bot, (outbox, nowMs) => putDead(outbox, nowMs));
  const [first, second] = await listed(cli);

  expect([first?.bot, second?.bot]).toEqual([BOT, "7000000002"]);
  expect((await cli(["dead", "drop", second?.id ?? "", "--bot", BOT])).exitCode).toBe(1);
  expect((await cli(["dead", "drop", second?.id ?? ""])).exitCode).toBe(0);
  expect((await listed(cli)).map(({ bot }) => bot)).toEqual([BOT]);
});
