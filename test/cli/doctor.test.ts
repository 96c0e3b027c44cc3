import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import type { Check } from "../../packages/cli/src/doctor/check.ts";
import type { Diagnosis } from "../../packages/cli/src/doctor/diagnose.ts";
import { OutboxFile } from "../../packages/core/src/outbox-kit.ts";
import { type CliFixtures, type Env, KEY, serviceEnv, TOKEN, telegramEnv, test } from "./cli-test.ts";
import { BOT, putDead, putForRedis, putPending, seedOutbox, spend, tgtrackLimits } from "./seed-outbox.ts";

interface Found {
  exitCode: number;
  diagnosis: Diagnosis & { ok: boolean };
  /** The check of this name, or the worst of several. */
  check(name: string): Check | undefined;
}

const SEVERITY = ["ok", "warning", "problem"];

async function doctor(cli: CliFixtures["cli"], env: Env, ...args: string[]): Promise<Found> {
  const { exitCode, stdout, stderr } = await cli(["doctor", "--json", ...args], env);
  expect(stderr).toBe("");
  const diagnosis: Found["diagnosis"] = JSON.parse(stdout);
  const check = (name: string) =>
    diagnosis.checks
      .filter((each) => each.name === name)
      .toSorted((a, b) => SEVERITY.indexOf(b.level) - SEVERITY.indexOf(a.level))[0];
  return { exitCode, diagnosis, check };
}

/** A service whose clock is ahead by so much, and which answers everything with success. */
async function serviceAhead(byMs: number): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { date: new Date(Date.now() + byMs).toUTCString(), "content-type": "application/json" });
    response.end('{"status":"OK","data":{}}');
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function maxEnv(sandbox: CliFixtures["sandbox"]): Env {
  return { TGTRACK_MAX_API_KEY: KEY, TGTRACK_MAX_URL: `${sandbox.url}/API/bot-api/v1` };
}

describe("bot-tracker doctor", () => {
  test("finds nothing wrong with a bot that is set up, and ends with 0", async ({
    cliProcess,
    sandbox,
    bot,
    folder,
  }) => {
    await seedOutbox(folder, String(bot.id));
    const { exitCode, stdout, stderr } = await cliProcess(["doctor"], { ...serviceEnv(sandbox), ...telegramEnv(bot) });

    const stable = stdout
      .replaceAll(sandbox.url, "http://sandbox")
      .replaceAll(process.versions.node, "<version>")
      // What this machine's disk is, and how full, is not the test's business.
      .replace(/^\w+ +File system .*\n(?: {9}.*\n)*/gm, "");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stable).toMatchInlineSnapshot(`
      "ok       Node                This is Node <version>. The Node that runs the bot has to be 22.19 or
                                   newer too.
      ok       Variables           Set: TGTRACK_API_KEY, TGTRACK_URL, HOWUSEDBOT_API_TOKEN,
                                   HOWUSEDBOT_URL, BOT_TOKEN, TELEGRAM_API_URL. Not set:
                                   HOWUSEDBOT_BOT_ID, BOT_TRACKER_DIR, BOT_TRACKER_SANDBOX,
                                   BOT_TRACKER_DISABLED.
      ok       Destination         TGTrack at http://sandbox gets starts, stops, events and goals.
      ok       Destination         HowUsedBot at http://sandbox gets starts, stops, events and
                                   activity.
      ok       TGTrack address     TGTrack answers.
      ok       TGTrack key         TGTrack accepts the key in TGTRACK_API_KEY.
      ok       HowUsedBot address  HowUsedBot answers.
      ok       HowUsedBot key      HowUsedBot accepts the key in HOWUSEDBOT_API_TOKEN.
      ok       Telegram updates    Telegram sends the bot the updates that show starts and blocks.
      ok       Clock               This machine's clock agrees with Telegram's.
      ok       Folder              .bot-tracker exists and is writable.
      skipped  Redis               Not checked: --redis was not given.
                                   -> Add it for a bot with redisOutbox.
      ok       Outbox 7000000001   It can be opened; 0 deliveries are waiting.

      All is well.
      One request was sent to each of TGTrack, HowUsedBot, Telegram. Requests to a service count against
      its key's limits.
      "
    `);
  });

  test("sends one request with each key, which changes nothing at the service", async ({ cli, sandbox, bot }) => {
    const { diagnosis } = await doctor(cli, { ...serviceEnv(sandbox), ...telegramEnv(bot) });

    expect(
      sandbox
        .requests()
        .map(({ service, method }) => `${service} ${method}`)
        .sort(),
    ).toEqual(["howusedbot getOnline", "tgtrack get_user_info"]);
    expect(bot.calls().map(({ method }) => method)).toEqual(["getWebhookInfo"]);
    expect(diagnosis.requests).toEqual({ TGTrack: 1, HowUsedBot: 1, Telegram: 1 });
  });

  test("leaves the folder as it was", async ({ cli, sandbox, folder }) => {
    await cli(["doctor"], serviceEnv(sandbox));

    expect(readdirSync(folder)).toEqual([]);
  });

  test("without any key it says what to set, sends nothing and ends with 1", async ({ cli }) => {
    const { exitCode, diagnosis, check } = await doctor(cli, {});

    expect(exitCode).toBe(1);
    expect(diagnosis.ok).toBe(false);
    expect(check("Destination")).toMatchObject({
      level: "problem",
      advice: expect.stringContaining("TGTRACK_API_KEY"),
    });
    expect(diagnosis.requests).toEqual({});
  });

  test("reads variables from --env, and the environment beats the file", async ({ cli, sandbox, folder }) => {
    writeFileSync(
      join(folder, ".env"),
      `TGTRACK_API_KEY=wrong\nHOWUSEDBOT_API_TOKEN="${TOKEN}"\nHOWUSEDBOT_BOT_ID=7\n`,
    );
    const { TGTRACK_URL = "", HOWUSEDBOT_URL = "" } = serviceEnv(sandbox);

    const fromFile = await doctor(cli, { TGTRACK_URL, HOWUSEDBOT_URL }, "--env", ".env");
    const beaten = await doctor(cli, { TGTRACK_URL, HOWUSEDBOT_URL, TGTRACK_API_KEY: KEY }, "--env", ".env");

    expect(fromFile.check("TGTrack key")?.level).toBe("problem");
    expect(fromFile.check("HowUsedBot key")?.level).toBe("ok");
    expect(beaten.check("TGTrack key")?.level).toBe("ok");
  });

  test("warns where tracking is switched off", async ({ cli, sandbox }) => {
    const { exitCode, check } = await doctor(cli, { ...serviceEnv(sandbox), BOT_TRACKER_DISABLED: "1" });

    expect(exitCode).toBe(0);
    expect(check("Tracking")?.level).toBe("warning");
  });

  test("a switch that says neither yes nor no is a problem", async ({ cli, sandbox }) => {
    const { exitCode, diagnosis } = await doctor(cli, { ...serviceEnv(sandbox), BOT_TRACKER_DISABLED: "perhaps" });

    expect(exitCode).toBe(1);
    expect(diagnosis.checks).toContainEqual(
      expect.objectContaining({ level: "problem", message: expect.stringContaining('off, got "perhaps".') }),
    );
  });

  test("tells an invalid variable, in the tracker's own words", async ({ cli }) => {
    const { exitCode, check } = await doctor(cli, { BOT_TRACKER_SANDBOX: "localhost:8790" });

    expect(exitCode).toBe(1);
    expect(check("Variables")).toMatchObject({
      level: "problem",
      message: expect.stringContaining("http://127.0.0.1:8790"),
    });
  });

  test("with a sandbox it asks the sandbox, with its key", async ({ cli, sandbox }) => {
    const { check } = await doctor(cli, { BOT_TRACKER_SANDBOX: sandbox.url }, "--bot", BOT);

    expect(check("TGTrack key")).toMatchObject({ level: "ok", message: `TGTrack accepts the key sandbox-${BOT}.` });
    expect(check("HowUsedBot key")).toMatchObject({
      level: "ok",
      message: `HowUsedBot accepts the key sandbox-${BOT}.`,
    });
    expect(check("Destination")?.message).toContain(`TGTrack at ${sandbox.url} gets starts, stops, events and goals.`);
  });
});

describe("the doctor's look at TGTrack", () => {
  test("a refusal because nobody has the id proves the key", async ({ cli, sandbox }) => {
    sandbox.fault({ kind: "error", code: 405, recorded: false });

    expect((await doctor(cli, serviceEnv(sandbox))).check("TGTrack key")?.level).toBe("ok");
  });

  test.for([
    [401, "problem", "does not know the key"],
    [402, "problem", "has expired"],
    [403, "problem", "has no permission"],
    [429, "warning", "limit is used up"],
    [422, "warning", "422"],
    [500, "warning", "error of its own (500)"],
  ] as const)("code %i is a %s: %s", async ([code, level, words], { cli, sandbox }) => {
    sandbox.fault({ kind: "error", code, recorded: false, match: { service: "tgtrack" } });

    const { exitCode, check } = await doctor(cli, serviceEnv(sandbox));

    expect(check("TGTrack address")?.level).toBe("ok");
    expect(check("TGTrack key")).toMatchObject({ level, message: expect.stringContaining(words) });
    expect(exitCode).toBe(level === "problem" ? 1 : 0);
  });

  test("a wrong key is a problem, and is not shown", async ({ cli, sandbox }) => {
    const { exitCode, stdout } = await cli(["doctor"], { ...serviceEnv(sandbox), TGTRACK_API_KEY: "mistyped-key-1" });

    expect(exitCode).toBe(1);
    expect(stdout).toContain("TGTrack does not know the key (401).");
    expect(stdout).not.toContain("mistyped-key-1");
  });

  test("an address where nothing listens is a problem, and the key is not judged", async ({ cliProcess, sandbox }) => {
    await sandbox.close();

    const { exitCode, check } = await doctor(cliProcess, serviceEnv(sandbox));

    expect(exitCode).toBe(1);
    expect(check("TGTrack address")?.message).toBe(
      "TGTrack cannot be reached: nothing is listening there (ECONNREFUSED).",
    );
    expect(check("TGTrack key")).toBeUndefined();
  });

  test("a sandbox that does not run is to be started", async ({ cli, sandbox }) => {
    await sandbox.close();

    const { exitCode, check } = await doctor(cli, { BOT_TRACKER_SANDBOX: sandbox.url }, "--bot", BOT);

    expect(exitCode).toBe(1);
    expect(check("TGTrack address")).toMatchObject({
      message: "TGTrack cannot be reached: nothing is listening there (ECONNREFUSED).",
      advice: "Start the sandbox, and check that BOT_TRACKER_SANDBOX is its address.",
    });
  });

  test.for([200, 502])(
    "an answer with HTTP %i that is not TGTrack's is a problem",
    async (status, { cli, sandbox }) => {
      sandbox.fault({ kind: "non-json", status, recorded: false, match: { service: "tgtrack" } });

      const { check } = await doctor(cli, serviceEnv(sandbox));

      expect(check("TGTrack address")).toMatchObject({
        level: "problem",
        message: expect.stringContaining(String(status)),
      });
    },
  );

  test("the key of a MAX bot is asked about by get_token_info, and so is since when it is good", async ({
    cli,
    sandbox,
  }) => {
    const env = maxEnv(sandbox);

    const right = await doctor(cli, env);
    const wrong = await doctor(cli, { ...env, TGTRACK_MAX_API_KEY: "mistyped-key-1" });

    expect(right.check("TGTrack for MAX key")).toMatchObject({
      level: "ok",
      message: expect.stringMatching(
        /^TGTrack for MAX accepts the key in TGTRACK_MAX_API_KEY\. It was made on \d{4}-\d\d-\d\d.*names no day on which/,
      ),
    });
    expect(wrong.check("TGTrack for MAX key")?.level).toBe("problem");
    expect(sandbox.requests().map(({ service, method }) => `${service} ${method}`)).toEqual([
      "tgtrack-max get_token_info",
      "tgtrack-max get_token_info",
    ]);
  });

  test("of a MAX bot alone nothing is asked and said that is Telegram's, its token included", async ({
    cli,
    sandbox,
  }) => {
    const { exitCode, diagnosis, check } = await doctor(cli, {
      ...maxEnv(sandbox),
      BOT_TOKEN: "f9LHodD0cOL-max-token",
    });

    expect(exitCode).toBe(0);
    expect(diagnosis.requests).toEqual({ "TGTrack for MAX": 1 });
    expect(check("Destination")?.message).toMatch(/^TGTrack for MAX at \S+ gets starts, events and goals\.$/);
    const said = diagnosis.checks.map(({ message, advice }) => `${message} ${advice ?? ""}`).join("\n");
    expect(said).not.toMatch(/Telegram|TGTRACK_API_KEY|HOWUSEDBOT/);
  });

  test("a process with bots of both messengers has both looked at", async ({ cli, sandbox, bot }) => {
    const env = { ...serviceEnv(sandbox), ...telegramEnv(bot), ...maxEnv(sandbox) };
    const { exitCode, diagnosis } = await doctor(cli, env);

    expect(exitCode).toBe(0);
    expect(diagnosis.requests).toEqual({ TGTrack: 1, HowUsedBot: 1, "TGTrack for MAX": 1, Telegram: 1 });
  });

  test("in a sandbox, the outbox of a MAX bot shows that there is one", async ({ cli, sandbox, folder }) => {
    await seedOutbox(folder, "max-7000000001.sandbox");

    const { check } = await doctor(cli, { BOT_TRACKER_SANDBOX: sandbox.url });

    expect(check("TGTrack for MAX key")?.level).toBe("ok");
    expect(check("Outbox max-7000000001 (sandbox)")?.level).toBe("ok");
  });

  test("the request counts in the outboxes of MAX bots, and in no other", async ({ cli, sandbox, folder }) => {
    await seedOutbox(folder, "max-7000000001");
    await seedOutbox(folder, BOT);

    await doctor(cli, maxEnv(sandbox));

    const limits = tgtrackLimits(`${sandbox.url}/API/bot-api/v1`, "max");
    const used = ["max-7000000001", BOT].map((name) => {
      const file = new OutboxFile(join(folder, ".bot-tracker", `${name}.sqlite`));
      onTestFinished(() => file.close());
      return file.quotaUsed(limits, Date.now() + 5_000)[2];
    });
    expect(used).toEqual([1, 0]);
  });

  test("the request counts in the bot's outbox, so that the bot stays within the limit", async ({
    cliProcess,
    sandbox,
    folder,
  }) => {
    await seedOutbox(folder, BOT);

    await doctor(cliProcess, serviceEnv(sandbox));

    const file = new OutboxFile(join(folder, ".bot-tracker", `${BOT}.sqlite`));
    onTestFinished(() => file.close());
    // It has ended, and so no longer counts in a second that begins later.
    expect(file.quotaUsed(tgtrackLimits(`${sandbox.url}/v1`), Date.now() + 5_000)).toEqual([0, 1, 1]);
  });

  test("a request to the sandbox counts in the outbox for the sandbox only", async ({ cli, sandbox, folder }) => {
    await seedOutbox(folder, BOT);
    await seedOutbox(folder, `${BOT}.sandbox`, (outbox, nowMs) => putPending(outbox, nowMs));

    const { check } = await doctor(cli, { BOT_TRACKER_SANDBOX: sandbox.url, TGTRACK_API_KEY: KEY });

    expect(check(`Outbox ${BOT} (sandbox)`)?.message).toContain("1 delivery is waiting");
    const used = [BOT, `${BOT}.sandbox`].map((name) => {
      const file = new OutboxFile(join(folder, ".bot-tracker", `${name}.sqlite`));
      onTestFinished(() => file.close());
      return file.quotaUsed(tgtrackLimits(`${sandbox.url}/v1`), Date.now() + 5_000)[2];
    });
    expect(used).toEqual([0, 1]);
  });

  test("beside a bot that has just used up its second it waits for the next", async ({ cli, sandbox, folder }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) =>
      spend(outbox, tgtrackLimits(`${sandbox.url}/v1`), 3, nowMs + 1_000),
    );

    expect((await doctor(cli, serviceEnv(sandbox))).check("TGTrack key")?.level).toBe("ok");
  });

  test("where the bot has used up its hour nothing is sent", async ({ cli, sandbox, folder }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => spend(outbox, tgtrackLimits(`${sandbox.url}/v1`), 500, nowMs));

    const { exitCode, check } = await doctor(cli, serviceEnv(sandbox));

    expect(exitCode).toBe(0);
    expect(check("TGTrack")).toMatchObject({ level: "warning", message: expect.stringContaining("was not checked") });
    expect(sandbox.requests({ service: "tgtrack" })).toEqual([]);
  });
});

describe("the doctor's look at HowUsedBot", () => {
  test("without the bot's id it is not checked", async ({ cli, sandbox }) => {
    const { exitCode, check } = await doctor(cli, serviceEnv(sandbox));

    expect(exitCode).toBe(0);
    expect(check("HowUsedBot")).toMatchObject({
      level: "warning",
      advice: expect.stringContaining("HOWUSEDBOT_BOT_ID"),
    });
    expect(sandbox.requests({ service: "howusedbot" })).toEqual([]);
  });

  test("a wrong token is a problem", async ({ cli, sandbox }) => {
    const env = { ...serviceEnv(sandbox), HOWUSEDBOT_API_TOKEN: "mistyped-token-1", HOWUSEDBOT_BOT_ID: BOT };

    const { exitCode, check } = await doctor(cli, env);

    expect(exitCode).toBe(1);
    expect(check("HowUsedBot key")?.level).toBe("problem");
  });

  test("an error of its own does not tell whether the token is right", async ({ cli, sandbox }) => {
    sandbox.fault({ kind: "error", code: 500, recorded: false, match: { service: "howusedbot" } });

    const { check } = await doctor(cli, { ...serviceEnv(sandbox), HOWUSEDBOT_BOT_ID: BOT });

    expect(check("HowUsedBot key")).toEqual({
      name: "HowUsedBot key",
      level: "warning",
      message: "HowUsedBot answers with an error of its own (500), so the key could not be checked.",
      advice: "Run doctor again later. Pending deliveries are kept.",
    });
  });
});

describe("the doctor's look at Telegram", () => {
  const withUpdates = (bot: CliFixtures["bot"], allowed: readonly string[]) =>
    fetch(`${bot.apiRoot}/bot${bot.token}/getUpdates?timeout=0&allowed_updates=${JSON.stringify(allowed)}`);

  test.for([
    [["message"], "my_chat_member", "blocks"],
    [["my_chat_member"], "message", "starts"],
  ] as const)("updates %j are a problem, because of %s", async ([allowed, missing, lost], { cli, bot }) => {
    await withUpdates(bot, allowed);

    const { exitCode, check } = await doctor(cli, telegramEnv(bot));

    expect(exitCode).toBe(1);
    expect(check("Telegram updates")).toMatchObject({
      level: "problem",
      message: `Telegram was told not to send ${missing}: the bot never learns of ${lost}.`,
    });
  });

  test("Telegram's default and a list with both are fine", async ({ cli, bot }) => {
    expect((await doctor(cli, telegramEnv(bot))).check("Telegram updates")?.level).toBe("ok");
    await withUpdates(bot, ["message", "my_chat_member", "callback_query"]);
    expect((await doctor(cli, telegramEnv(bot))).check("Telegram updates")?.level).toBe("ok");
  });

  test("a token that Telegram does not know is a problem, and is not shown", async ({ cli, bot }) => {
    const { check } = await doctor(cli, { ...telegramEnv(bot), BOT_TOKEN: "7000000099:AAFmistyped" });

    expect(check("Telegram updates")).toMatchObject({
      level: "problem",
      message: expect.stringContaining("BOT_TOKEN"),
    });
  });

  test.for([
    ["a bot that may be in MAX", { BOT_TRACKER_SANDBOX: "http://127.0.0.1:1" }, "skipped"],
    ["a bot in MAX", { TGTRACK_MAX_API_KEY: KEY, BOT_TRACKER_SANDBOX: "http://127.0.0.1:1" }, "skipped"],
    ["any other bot", { TGTRACK_API_KEY: KEY }, "problem"],
  ] as const)(
    "what is not a Telegram bot's token is never sent to Telegram: %s",
    async ([, env, level], { cli, bot }) => {
      const { diagnosis, check } = await doctor(cli, {
        ...telegramEnv(bot),
        BOT_TOKEN: "f9LHodD0cOIsynthetic",
        TGTRACK_URL: "http://127.0.0.1:1",
        TGTRACK_MAX_URL: "http://127.0.0.1:1",
        ...env,
      });

      expect(check("Telegram updates")).toMatchObject({ level, message: expect.stringContaining("BOT_TOKEN") });
      expect(diagnosis.requests["Telegram"]).toBeUndefined();
    },
  );

  test("a Telegram that cannot be reached is a problem, and is named where a variable names it", async ({
    cli,
    sandbox,
    bot,
  }) => {
    await sandbox.close();

    const { check } = await doctor(cli, { ...telegramEnv(bot), TELEGRAM_API_URL: `${sandbox.url}/a-secret-place` });

    expect(check("Variables")?.message).toContain("TELEGRAM_API_URL");
    expect(check("Telegram updates")).toMatchObject({
      message: `The Telegram that TELEGRAM_API_URL names at ${sandbox.url} cannot be reached: nothing is listening there (ECONNREFUSED).`,
      advice: expect.stringContaining("Start what is to listen there"),
    });
  });
});

describe("the doctor's look at this machine", () => {
  test.for([
    [0, "ok", "agrees"],
    [5_000, "ok", "agrees"],
    [15_000, "warning", " s behind"],
    [120_000, "warning", "2 min behind"],
    [-120_000, "warning", "2 min ahead of"],
    [86_400_000 * 3, "problem", "3 d behind"],
  ] as const)("a service's clock ahead by %i ms gives: %s", async ([byMs, level, words], { cli }) => {
    const url = await serviceAhead(byMs);

    const { check } = await doctor(cli, { TGTRACK_API_KEY: KEY, TGTRACK_URL: url });

    expect(check("Clock")).toMatchObject({ level, message: expect.stringContaining(words) });
  });

  test("Telegram's clock counts before the services'", async ({ cli, sandbox, bot }) => {
    const telegram = await serviceAhead(30_000);

    const { check } = await doctor(cli, {
      ...serviceEnv(sandbox),
      ...telegramEnv(bot),
      TELEGRAM_API_URL: telegram,
    });

    expect(check("Clock")?.message).toMatch(/^This machine's clock is \d+ s behind Telegram's\.$/);
  });

  test("a folder that cannot be created is a problem", async ({ cli, sandbox, folder }) => {
    writeFileSync(join(folder, "taken"), "");

    const { exitCode, check } = await doctor(cli, { ...serviceEnv(sandbox), BOT_TRACKER_DIR: "taken/outbox" });

    expect(exitCode).toBe(1);
    expect(check("Folder")).toMatchObject({
      level: "problem",
      message: "taken/outbox is not writable (it is not a folder).",
    });
  });

  test("it counts what waits and calls dead letters a problem", async ({ cli, sandbox, folder }) => {
    await seedOutbox(folder, BOT, async (outbox, nowMs) => {
      await putPending(outbox, nowMs);
      await putDead(outbox, nowMs);
    });

    const { exitCode, check } = await doctor(cli, serviceEnv(sandbox));

    expect(exitCode).toBe(1);
    expect(check(`Outbox ${BOT}`)).toMatchObject({
      level: "problem",
      message: "It can be opened; 1 delivery is waiting. The services permanently rejected 1.",
    });
  });

  test("it tells what waits for Redis from what waits to be sent", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT, (outbox, nowMs) => putForRedis(outbox, nowMs, ["howusedbot", "tgtrack"]));
    await seedOutbox(folder, "7000000002", async (outbox, nowMs) => {
      await putForRedis(outbox, nowMs, ["tgtrack"]);
      await putPending(outbox, nowMs);
    });

    const { check } = await doctor(cli, {});

    expect(check(`Outbox ${BOT}`)?.message).toBe("It can be opened; 2 deliveries are waiting for Redis.");
    expect(check("Outbox 7000000002")?.message).toBe(
      "It can be opened; 1 delivery is waiting and 1 delivery is waiting for Redis.",
    );
  });

  test("a damaged outbox is a problem, and one that was set aside a warning", async ({ cli, sandbox, folder }) => {
    mkdirSync(join(folder, ".bot-tracker"));
    writeFileSync(join(folder, ".bot-tracker", "default.sqlite"), "this is no database".repeat(1_000));
    writeFileSync(join(folder, ".bot-tracker", "7.damaged-20261120T120000Z.sqlite"), "");

    const { exitCode, check } = await doctor(cli, serviceEnv(sandbox));

    expect(exitCode).toBe(1);
    expect(check("Outbox default")).toMatchObject({ level: "problem", message: expect.stringContaining("is damaged") });
    expect(check("Folder")).toMatchObject({ level: "warning", message: expect.stringContaining("7.damaged-") });
  });
});

describe("doctor --code", () => {
  const write = (folder: string, path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  test("names file and line of every service's address, `.env` included, and no key", async ({ cli, folder }) => {
    const call = `fetch("https://bot-api.tgtrack.ru/v1/${KEY}/on_telegram_webhook");`;
    write(folder, "bot/src/track.js", `// one\n${call}\n`);
    write(
      folder,
      "bot/old/howusedbot.py",
      `requests.post("https://qnext.app/bin/webhooks/6438/181/x", "${TOKEN}")\r\n`,
    );
    write(folder, "bot/.env", `TGTRACK_URL=https://bot-api.tgtrack.ru/v1\nOLD_URL=https://max.tgtrack.ru/API/${KEY}\n`);
    write(folder, "bot/node_modules/x/index.js", call);
    write(folder, "bot/.git/x", call);
    write(folder, "bot/README.md", call);
    const { exitCode, stdout } = await cli(["doctor", "--json", "--code", "bot"]);

    const found = JSON.parse(stdout).checks.filter(({ name }: Check) => name === "Code");
    expect(exitCode).toBe(1);
    expect(found.map(({ level, message }: Check) => [level, message])).toEqual([
      ["problem", ".env:2 names max.tgtrack.ru."],
      ["problem", "old/howusedbot.py:1 names qnext.app."],
      ["problem", "src/track.js:2 names bot-api.tgtrack.ru."],
    ]);
  });

  test("finds nothing in a bot that has moved over, and refuses a folder that is none", async ({
    cli,
    sandbox,
    folder,
  }) => {
    write(folder, "bot/src/bot.js", "bot.use(tracker({ bot }));");
    const { exitCode, check } = await doctor(cli, serviceEnv(sandbox), "--code", "bot");
    const missing = await cli(["doctor", "--code", "absent"], serviceEnv(sandbox));

    expect(check("Code")).toEqual({
      name: "Code",
      level: "ok",
      message: "None of 1 file in bot names a service's address.",
    });
    expect(exitCode).toBe(0);
    expect({ exitCode: missing.exitCode, stderr: missing.stderr }).toEqual({
      exitCode: 1,
      stderr: "--code absent is no folder.\n",
    });
  });
});
