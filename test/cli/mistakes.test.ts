import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Check } from "../../packages/cli/src/doctor/check.ts";
import { nearlyOurs } from "../../packages/cli/src/doctor/nearly-ours.ts";
import { runCli } from "../../packages/cli/src/index.ts";
import { programName } from "../../packages/cli/src/program-name.ts";
import { type Env, KEY, serviceEnv, telegramEnv, test } from "./cli-test.ts";
import { BOT, putDead, putPending, seedOutbox } from "./seed-outbox.ts";

interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** In this process, which is a second faster than in one of its own. */
async function run(args: readonly string[], env: Env = {}): Promise<Run> {
  const written = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof written) => ({ write: (text: string) => (written[name] += text) });
  const ports = { env, stdout: sink("stdout"), stderr: sink("stderr"), program: "npx --no bot-tracker" };
  const exitCode = await runCli(args, ports);
  expect(written.stdout + written.stderr).not.toContain(KEY);
  return { exitCode, ...written };
}

async function checksOf(args: readonly string[], env: Env): Promise<{ exitCode: number; checks: Check[] }> {
  const { exitCode, stdout } = await run(["doctor", "--json", ...args], env);
  return { exitCode, checks: JSON.parse(stdout).checks };
}

const fill = (folder: string) =>
  seedOutbox(folder, BOT, async (outbox, nowMs) => {
    await putPending(outbox, nowMs);
    await putDead(outbox, nowMs);
  });

describe("what does not exist is an error that lists what does", () => {
  test("a destination", async ({ folder }) => {
    await fill(folder);
    expect(await run(["dead", "list", "--dir", folder, "--destination", "tgtrak"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/^There is no destination tgtrak\. There are: .*tgtrack/),
    });
    expect((await run(["dead", "list", "--dir", folder, "--destination", "tgtrack"])).exitCode).toBe(0);
  });

  test("a dead letter, for every command that takes one", async ({ folder }) => {
    await fill(folder);
    const [letter] = JSON.parse((await run(["dead", "list", "--json", "--dir", folder])).stdout).letters;
    for (const command of ["show", "retry", "drop"]) {
      expect(await run(["dead", command, "nosuch", "--dir", folder])).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `There is no dead letter nosuch. There are: ${letter.id}.\n`,
      });
    }
  });

  test("a bot, for every command", async ({ folder }) => {
    await fill(folder);
    for (const command of [["status"], ["dead", "list"], ["purge-user", "1"]]) {
      const { exitCode, stderr } = await run([...command, "--dir", folder, "--bot", "42"]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(`found: ${BOT}.`) });
    }
    const { exitCode, checks } = await checksOf(["--dir", folder, "--bot", "42"], {});
    expect(exitCode).toBe(1);
    expect(checks).toContainEqual(
      expect.objectContaining({ level: "problem", message: `Bot 42 has no outbox here; found: ${BOT}.` }),
    );
  });
});

describe("a hint", () => {
  test("names a command that works where it is read, for the same outboxes and without a password", async ({
    folder,
  }) => {
    await fill(folder);
    const { exitCode, stdout } = await run(["status", "--dir", folder]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`tgtrack dead: see \`npx --no bot-tracker dead list --dir ${folder}\``);
    const { checks } = await checksOf(["--dir", folder], {});
    expect(checks).toContainEqual(
      expect.objectContaining({
        level: "problem",
        advice: `See \`npx --no bot-tracker dead list --dir ${folder}\` for the reasons.`,
      }),
    );
  });

  test.for([
    ["/home/a/.npm/_npx/5c1/node_modules/.bin/bot-tracker", "npx @bot-tracker/cli"],
    ["/bots/shop/node_modules/.bin/bot-tracker", "npx --no bot-tracker"],
    ["/bots/shop/node_modules/@bot-tracker/cli/dist/cli.js", "npx --no bot-tracker"],
    ["/usr/local/bin/bot-tracker", "bot-tracker"],
    ["/home/anna/bot-tracker/packages/cli/src/cli.ts", "node /home/anna/bot-tracker/packages/cli/src/cli.ts"],
    ["/bots/shop/packages/cli/src/cli.ts", "npx -y pnpm@12 exec node packages/cli/src/cli.ts"],
  ] as const)("%s is called %s", ([script, name]) => {
    expect(programName(script, "/bots/shop")).toBe(name);
  });
});

describe("doctor", () => {
  test("points out variables that are nearly the tracker's", async ({ folder }) => {
    const given = [
      "TGTRACK_APIKEY",
      "TGTRACK_KEY",
      "TG_TRACK_API_KEY",
      "HOWUSEDBOT_TOKEN",
      "BOT_TRACKER_DISABLE",
      "tgtrack_url",
    ];
    expect(nearlyOurs(given).map(({ meant }) => meant)).toEqual([
      "TGTRACK_API_KEY",
      "TGTRACK_API_KEY",
      "TGTRACK_API_KEY",
      "HOWUSEDBOT_API_TOKEN",
      "BOT_TRACKER_DISABLED",
      "TGTRACK_URL",
    ]);
    expect(nearlyOurs(["PATH", "BOT_TOKEN", "BOT_NAME", "API_KEY", "DATABASE_URL", "TGTRACK_MAX_URL"])).toEqual([]);
    expect(nearlyOurs(["TGTRACK_API_KEY", "TGTRACK_APIKEY"])).toEqual([]);
    const { checks } = await checksOf(["--dir", folder], { TGTRACK_APIKEY: KEY });
    expect(checks).toContainEqual(
      expect.objectContaining({
        level: "warning",
        message: "TGTRACK_APIKEY is set, but nothing reads it, and TGTRACK_API_KEY is not set.",
      }),
    );
  });

  test("reads a file with a byte order mark, of UTF-8 and of UTF-16", async ({ folder, sandbox }) => {
    const { TGTRACK_URL = "" } = serviceEnv(sandbox);
    const text = `\uFEFFTGTRACK_API_KEY=${KEY}\r\nTGTRACK_URL=${TGTRACK_URL}\r\n`;
    const path = join(folder, ".env");
    for (const encoding of ["utf8", "utf16le"] as const) {
      writeFileSync(path, text, encoding);
      const { checks } = await checksOf(["--dir", folder, "--env", path], {});
      expect(checks).toContainEqual({
        name: "TGTrack key",
        level: "ok",
        message: "TGTrack accepts the key in TGTRACK_API_KEY.",
      });
    }
  });

  test("finds the bot's token under other names, and under one's own", async ({ folder, bot }) => {
    const { BOT_TOKEN = "", TELEGRAM_API_URL = "" } = telegramEnv(bot);
    for (const name of ["BOT_TOKEN", "TELEGRAM_BOT_TOKEN", "TELEGRAM_TOKEN", "TG_TOKEN", "SHOP"]) {
      const args = name === "SHOP" ? ["--token-variable", "SHOP"] : [];
      const { checks } = await checksOf(["--dir", folder, ...args], { [name]: BOT_TOKEN, TELEGRAM_API_URL });
      expect(checks.find((check) => check.name === "Telegram updates")?.level, name).toBe("ok");
    }
    expect(await run(["doctor", "--token-variable", "SHOP"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "--token-variable: the variable SHOP is not set here.\n",
    });
  });

  test("takes a token of one's own variable for that of a MAX bot in words that fit", async ({ folder, sandbox }) => {
    const ofMax = { TGTRACK_MAX_API_KEY: "tg-max-key-8f1b", TGTRACK_MAX_URL: `${sandbox.url}/API/bot-api/v1` };
    const env = { ...serviceEnv(sandbox), ...ofMax, SHOP: "f9LHodD0cOL5NY7All_9xJRh5" };
    const { checks } = await checksOf(["--dir", folder, "--token-variable", "SHOP"], env);
    expect(checks.find((check) => check.name === "Telegram updates")).toMatchObject({
      level: "skipped",
      message: "Not checked: the token in SHOP is not a Telegram bot's, and is taken for a MAX bot's.",
      advice: "If it is meant to be a Telegram bot's, copy it again from @BotFather.",
    });
  });

  test("says a line for every check that it leaves out", async ({ folder, sandbox }) => {
    const { TGTRACK_API_KEY = "", TGTRACK_URL = "" } = serviceEnv(sandbox);
    const left = async (env: Env) =>
      (await checksOf(["--dir", folder], env)).checks.flatMap(({ name, level }) => (level === "skipped" ? [name] : []));
    expect(await left({ TGTRACK_API_KEY, TGTRACK_URL })).toEqual(["HowUsedBot", "Telegram updates", "Redis", "Outbox"]);
    expect(await left({})).toEqual(["Telegram updates", "Clock", "Redis", "Outbox"]);
  });
});
