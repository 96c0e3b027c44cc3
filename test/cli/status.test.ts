import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { BotStatus } from "../../packages/cli/src/status/read-status.ts";
import { KEY, serviceEnv, test } from "./cli-test.ts";
import {
  BOT,
  fillWithEverything,
  HOUR_MS,
  putForRedis,
  putPending,
  seedOutbox,
  spend,
  tgtrackLimits,
} from "./seed-outbox.ts";

function botsOf(stdout: string): BotStatus[] {
  return JSON.parse(stdout).bots;
}

describe("bot-tracker status", () => {
  test("shows each destination's account, what waits longest, the limits and the forecast", async ({
    cliProcess,
    folder,
  }) => {
    await seedOutbox(folder, BOT, async (outbox, nowMs) => {
      await fillWithEverything(outbox, nowMs);
      // Answered a minute ago, so that they count in the hour and the day but no more in the second.
      await spend(outbox, tgtrackLimits(), 300, nowMs - 60_000);
      for (let more = 0; more < 300; more++) await putPending(outbox, nowMs);
    });

    const { exitCode, stdout, stderr } = await cliProcess(["status"], { TGTRACK_API_KEY: KEY });

    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "Bot 7000000001 (.bot-tracker/7000000001.sqlite)

      destination  accepted  delivered  pending  dropped  dead  ambiguous  oldest pending
      tgtrack           306          2      302        1     1          0             3 h
      howusedbot          1          0        0        1     0          0               -

      tgtrack dropped: 1 invalid
      tgtrack dead: see \`bot-tracker dead list\`
      tgtrack limits: 0 of 3 per second, 300 of 500 per hour, 300 of 5000 per day
      tgtrack forecast: the 500 per hour will be used up in 7 min at the current rate
      tgtrack forecast: the 5000 per day will be used up in 3 h at the current rate
      tgtrack forecast: sending what is pending takes at least 1 h
      howusedbot dropped: 1 expired
      howusedbot limits: unknown, because its key is not set here (--env reads it from a file)
      "
    `);
  });

  test("lists a MAX bot that is known by its token alone, and finds it by that token", async ({ cli, folder }) => {
    const token = "f9LHodD0cOL-max-token";
    const mine = `max-${createHash("sha256").update(token).digest("hex").slice(0, 12)}`;
    for (const name of [mine, "max-0123456789ab", "max-7000000001", BOT]) await seedOutbox(folder, name);
    const bots = async (args: string[], env: Record<string, string>) => {
      const { stdout, stderr } = await cli(["status", "--json", ...args], env);
      expect(stdout + stderr).not.toContain(token);
      return botsOf(stdout).map(({ bot }) => bot);
    };

    expect(await bots([], {})).toEqual([BOT, "max-0123456789ab", "max-7000000001", mine].sort());
    expect(await bots(["--bot", "max-0123456789ab"], {})).toEqual(["max-0123456789ab"]);
    expect(await bots(["--bot", "token"], { BOT_TOKEN: token, TGTRACK_MAX_API_KEY: KEY })).toEqual([mine]);
    expect(await bots(["--bot", "token"], { MAX_BOT_TOKEN: token })).toEqual([mine]);
    expect(await bots(["--bot", "token", "--token-variable", "SHOP"], { SHOP: token })).toEqual([mine]);
    expect(await bots(["--bot", "token"], { BOT_TOKEN: `${BOT}:AAF-x` })).toEqual([BOT]);
  });

  test("the account balances, in JSON with the ledger's own names", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT, fillWithEverything);

    const { exitCode, stdout } = await cli(["status", "--json"], { TGTRACK_API_KEY: KEY });

    expect(exitCode).toBe(1);
    const [status] = botsOf(stdout);
    expect(status).toMatchObject({ bot: BOT, file: join(".bot-tracker", `${BOT}.sqlite`) });
    const { tgtrack, howusedbot } = status?.destinations ?? {};
    expect(tgtrack).toMatchObject({ accepted: 6, delivered: 2, pending: 2, dead: 1, ambiguous: 0 });
    expect(tgtrack?.dropped).toMatchObject({ invalid: 1, expired: 0 });
    expect(tgtrack?.quota?.map(({ limit, used }) => [limit, used])).toEqual([
      [3, 0],
      [500, 0],
      [5000, 0],
    ]);
    expect(howusedbot).toMatchObject({ accepted: 1, pending: 0, oldestPendingMs: 0 });
    expect(howusedbot).not.toHaveProperty("quota");
  });

  test("reads while a bot has the outbox open", async ({ cliProcess, folder }) => {
    await seedOutbox(folder, BOT, async (outbox, nowMs) => {
      await putPending(outbox, nowMs);
      // Stored before the child looks.
      expect(outbox.ledger()["tgtrack"]?.pending).toBe(1);

      const { stdout } = await cliProcess(["status", "--json"]);

      expect(botsOf(stdout)[0]?.destinations["tgtrack"]?.pending).toBe(1);
    });
  });

  test("shows every bot of the folder, and with --bot only one", async ({ cli, folder }) => {
    for (const bot of [BOT, "7000000002", "default"])
      await seedOutbox(folder, bot, (outbox, nowMs) => putPending(outbox, nowMs));

    const all = await cli(["status", "--json"]);
    const one = await cli(["status", "--json", "--bot", "7000000002"]);

    expect(botsOf(all.stdout).map(({ bot }) => bot)).toEqual([BOT, "7000000002", "default"]);
    expect(botsOf(one.stdout).map(({ bot }) => bot)).toEqual(["7000000002"]);
  });

  test("each bot's use of the limits is that of its own key on a sandbox", async ({ cli, folder, sandbox }) => {
    const spent = { [BOT]: 3, "7000000002": 5 };
    for (const [bot, times] of Object.entries(spent)) {
      await seedOutbox(folder, `${bot}.sandbox`, async (outbox, nowMs) => {
        await putPending(outbox, nowMs);
        await spend(outbox, tgtrackLimits(`${sandbox.url}/v1`, "telegram", `sandbox-${bot}`), times, nowMs - 60_000);
      });
    }

    const { stdout } = await cli(["status", "--json"], { BOT_TRACKER_SANDBOX: sandbox.url });

    const used = botsOf(stdout).map(({ bot, destinations }) => [bot, destinations["tgtrack"]?.quota?.[1]?.used]);
    expect(Object.fromEntries(used)).toEqual(spent);
  });

  test("what was recorded for a sandbox is told apart, with the limits of the address it goes to", async ({
    cli,
    folder,
    sandbox,
  }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => putPending(outbox, nowMs));
    await seedOutbox(folder, `${BOT}.sandbox`, async (outbox, nowMs) => {
      await putPending(outbox, nowMs);
      await spend(outbox, tgtrackLimits(`${sandbox.url}/v1`), 7, nowMs - 60_000);
    });
    const keyed = { TGTRACK_API_KEY: KEY };
    const used = (bots: BotStatus[]) =>
      bots.map((bot) => [bot.bot, bot.sandbox, bot.destinations["tgtrack"]?.quota?.[1]?.used]);

    const text = await cli(["status", "--bot", BOT], keyed);
    const outside = await cli(["status", "--json"], keyed);
    const inside = await cli(["status", "--json"], { ...keyed, BOT_TRACKER_SANDBOX: sandbox.url });

    expect(text.stdout).toContain(`Bot ${BOT} (sandbox) (${join(".bot-tracker", `${BOT}.sandbox.sqlite`)})`);
    expect(text.stdout).toContain("tgtrack limits: unknown, because BOT_TRACKER_SANDBOX is not set here");
    expect(used(botsOf(outside.stdout)).sort()).toEqual([
      [BOT, false, 0],
      [BOT, true, undefined],
    ]);
    expect(used(botsOf(inside.stdout)).sort()).toEqual([
      [BOT, false, undefined],
      [BOT, true, 7],
    ]);
  });

  test("a bot that has recorded nothing yet is said to have recorded nothing", async ({ cli, folder }) => {
    await seedOutbox(folder, "default");

    const { exitCode, stdout } = await cli(["status"]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain("Nothing has been recorded yet.");
  });

  test("finds the folder by --dir or BOT_TRACKER_DIR; the option beats the variable", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT);

    const byVariable = await cli(["status"], { BOT_TRACKER_DIR: join(folder, ".bot-tracker") });
    const byOption = await cli(["status", "--dir", join(folder, ".bot-tracker")], { BOT_TRACKER_DIR: "elsewhere" });
    const wrong = await cli(["status"], { BOT_TRACKER_DIR: "elsewhere" });

    expect([byVariable.exitCode, byOption.exitCode, wrong.exitCode]).toEqual([0, 0, 1]);
    expect(wrong.stderr).toContain("There is no outbox in elsewhere.");
    expect(wrong.stdout).toBe("");
  });

  test("names the bots that there are when the one asked for has no outbox", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT);

    const { exitCode, stderr } = await cli(["status", "--bot", "1"]);

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `Bot 1 has no outbox in .bot-tracker; found: ${BOT}.\n`,
    });
  });

  test("an outbox that cannot be read is told, the others are shown, and the end is 1", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => putPending(outbox, nowMs));
    writeFileSync(join(folder, ".bot-tracker", "default.sqlite"), "this is no database".repeat(1_000));

    const { exitCode, stdout } = await cli(["status"]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain("default.sqlite is damaged. When a bot starts, it sets the file aside");
    expect(stdout).toMatch(/^tgtrack +1 +0 +1 /m);
  });

  test("an outbox of a newer version is left as it is", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT);
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
    const db = new DatabaseSync(join(folder, ".bot-tracker", `${BOT}.sqlite`));
    db.exec("PRAGMA user_version = 99");
    db.close();

    const { exitCode, stdout } = await cli(["status"]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain("was written by a newer version of Bot Tracker");
  });

  test("a file that no bot has filled yet is not touched", async ({ cli, folder }) => {
    mkdirSync(join(folder, ".bot-tracker"));
    writeFileSync(join(folder, ".bot-tracker", "default.sqlite"), "");

    const { exitCode, stdout } = await cli(["status"]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain("is empty. A bot fills it when it starts.");
  });

  test("asks no service", async ({ cli, folder, sandbox }) => {
    await seedOutbox(folder, BOT, fillWithEverything);

    await cli(["status"], serviceEnv(sandbox));

    expect(sandbox.requests()).toEqual([]);
  });

  describe("of a bot that works with Redis", () => {
    test("says how much was recorded here for each destination and is not yet in Redis", async ({ cli, folder }) => {
      await seedOutbox(folder, BOT, async (outbox, nowMs) => {
        for (let each = 0; each < 3; each++) await putForRedis(outbox, nowMs - 60_000, ["howusedbot", "tgtrack"]);
        await putForRedis(outbox, nowMs - 3 * HOUR_MS - 60_000, ["tgtrack", "tgtrack"]);
        await putForRedis(outbox, nowMs, []);
        await outbox.put({ items: [{ kind: "drop", destination: '["tgtrack"]', reason: "overflow" }] }, nowMs);
      });

      const text = await cli(["status"], { TGTRACK_API_KEY: KEY });
      const json = await cli(["status", "--json"]);

      expect(text).toMatchObject({ exitCode: 0, stderr: "" });
      expect(text.stdout).toMatchInlineSnapshot(`
        "Bot 7000000001 (.bot-tracker/7000000001.sqlite)

        destination  recorded here, not yet in Redis  dropped  dead  oldest pending
        howusedbot                                 3        0     0           1 min
        tgtrack                                    5        1     0             3 h

        tgtrack dropped before reaching Redis: 1 overflow
        also not yet in Redis: 1 change in who has blocked the bot
        "
      `);
      const [status] = botsOf(json.stdout);
      expect(status?.destinations).toEqual({});
      expect(status?.notInRedis).toMatchObject({
        destinations: {
          howusedbot: { pending: 3, dropped: { overflow: 0 } },
          tgtrack: { pending: 5, dropped: { overflow: 1 } },
        },
        personChanges: 1,
      });
      expect(json.stdout).not.toContain('[\\"');
    });

    test("says so when all is there, beside what was sent from the file before", async ({ cli, folder }) => {
      await seedOutbox(folder, BOT, async (outbox, nowMs) => {
        await putPending(outbox, nowMs);
        await putForRedis(outbox, nowMs, ["tgtrack"]);
        const request = { destination: '["tgtrack"]', maxItems: 1, maxBytes: 1_000, nowMs, leaseMs: 60_000 };
        const leased = await outbox.lease(request);
        await outbox.settle(
          leased.map(({ id }) => ({ id, as: "delivered" })),
          nowMs,
        );
      });

      const { stdout } = await cli(["status"]);

      expect(stdout).toMatch(/^tgtrack +1 +0 +1 /m);
      expect(stdout).toContain("Everything recorded here is in Redis.");
    });

    test("takes a destination of one's own whose name only looks like one for Redis as it is", async ({
      cli,
      folder,
    }) => {
      await seedOutbox(folder, BOT, (outbox, nowMs) => putPending(outbox, nowMs, { destination: "[crm" }));

      expect(Object.keys(botsOf((await cli(["status", "--json"])).stdout)[0]?.destinations ?? {})).toEqual(["[crm"]);
    });
  });
});
