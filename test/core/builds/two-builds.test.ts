import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { builtPackages } from "../../support/built-packages.ts";
import { GENEROUS } from "../../support/generous.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { TGTRACK_KEY } from "../../support/tracker-harness.ts";
import { BOT, privateStart } from "../../support/updates.ts";

/** What every program below begins with: the two builds of core, as a bot and a module of it get them. */
const BOTH_BUILDS = `
const cjs = require("@bot-tracker/core");
const { readdirSync, readlinkSync } = require("node:fs");
const [url, update] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const said = [];
const logger = { info() {}, debug() {}, warn: (text) => said.push(text), error: (text) => said.push(text) };
const options = {
  botId: "${BOT.id}",
  dir: __dirname + "/outbox",
  tgtrack: { apiKey: "${TGTRACK_KEY}", url, limits: [] },
  logger,
};
/** What a second tracker of the same bot may add nothing to. */
function held() {
  const paths = process.platform === "linux" ? readdirSync("/proc/self/fd").map((fd) => {
    try { return readlinkSync("/proc/self/fd/" + fd); } catch { return ""; }
  }) : [];
  return {
    files: paths.filter((path) => path.includes("/outbox/")).length,
    atExit: process.listenerCount("exit"),
    beforeExit: process.listenerCount("beforeExit"),
    shared: [...globalThis[Symbol.for("@bot-tracker/process")]].map(([name, { size }]) => name + ": " + size).sort(),
  };
}
(async () => {
  const esm = await import("@bot-tracker/core");
  if (cjs.createTracker === esm.createTracker) throw new Error("This is one build.");
  PROGRAM
})().then((report) => console.log(JSON.stringify(report)));
`;

/** What the program says of a process in which both builds are. */
async function runWithBoth(program: string, server: RecordingServer, packages: readonly string[]): Promise<unknown> {
  const folder = await builtPackages("core", ...packages);
  const file = join(folder, "bot.cjs");
  writeFileSync(
    file,
    BOTH_BUILDS.replace("PROGRAM", () => program),
  );
  const given = [server.url, privateStart({ updateId: 1, messageId: 1, userId: 1 })];
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...given.map((each) => JSON.stringify(each))], {
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
    timeout: GENEROUS.timeoutMs,
  });
  return JSON.parse(stdout);
}

test("an error of one build is an instance of the other's classes, and of no class beside", {
  timeout: GENEROUS.timeoutMs,
}, async () => {
  await using server = await RecordingServer.start();
  server.answer = { body: { status: "error", error_code: 400, error_description: "no" } };
  const report = await runWithBoth(
    `
    const found = [];
    for (const [mine, other] of [[cjs, esm], [esm, cjs]]) {
      class OfTheBot extends other.TgtrackError {}
      const client = new mine.TgtrackClient({ apiKey: "${TGTRACK_KEY}", url });
      const refused = await client.addEvent({ userId: 1, eventType: "sale" }).catch((error) => error);
      const ofTheBot = new OfTheBot("add_event", { code: "tgtrack-refused", description: "own" });
      const misconfigured = await (async () => mine.createTracker({}, {}))().catch((error) => error);
      found.push([
        refused instanceof other.TgtrackError && refused.errorCode === 400,
        refused instanceof other.TrackerError && refused instanceof Error,
        refused instanceof other.TrackerConfigError,
        refused instanceof OfTheBot,
        ofTheBot instanceof OfTheBot && ofTheBot instanceof mine.TgtrackError,
        misconfigured instanceof other.TrackerConfigError,
        [new Error("else"), {}, null, "TgtrackError", undefined].some((value) => value instanceof other.TrackerError),
      ]);
    }
    return found;
    `,
    server,
    [],
  );
  const each = [true, true, false, false, true, true, false];
  expect(report).toEqual([each, each]);
});

test("every error class that a package exports knows the instances of the other build", {
  timeout: GENEROUS.timeoutMs,
}, async () => {
  await using server = await RecordingServer.start();
  const report = await runWithBoth(
    `
    const known = {};
    for (const name of ["core", "core/outbox-kit", "redis", "redis/outbox-kit", "redis/bullmq", "sandbox"]) {
      const required = require("@bot-tracker/" + name);
      const imported = await import("@bot-tracker/" + name);
      for (const key of Object.keys(imported).filter((key) => /^[A-Z]\\w*Error$/.test(key))) {
        const [one, other] = [required[key], imported[key]];
        known[key] = Object.create(one.prototype) instanceof other && Object.create(other.prototype) instanceof one;
        known[key + " twice"] = one !== other;
      }
    }
    return known;
    `,
    server,
    ["redis", "sandbox"],
  );
  const known = Object.values(report as Record<string, boolean>);
  expect(known.length).toBeGreaterThanOrEqual(2 * 12);
  expect(report).toEqual(Object.fromEntries(Object.keys(report as object).map((key) => [key, true])));
});

test("a grammY bot that both builds' adapters are used on has one tracker, which reports a start once", {
  timeout: GENEROUS.timeoutMs,
}, async () => {
  await using server = await RecordingServer.start();
  const report = await runWithBoth(
    `
    const { Bot } = require("grammy");
    const bot = new Bot("${BOT.id}:secret", { botInfo: ${JSON.stringify(BOT)} });
    const required = require("@bot-tracker/grammy").tracker({ bot, ...options });
    bot.use(required);
    const imported = (await import("@bot-tracker/grammy")).tracker({ bot, ...options });
    bot.use(imported);
    const payloads = [];
    bot.use((ctx) => void payloads.push(ctx.tracker.start?.payload));
    await bot.handleUpdate(update);
    const { pending } = await required.tracker.flush();
    const one = required.tracker === imported.tracker;
    await required.tracker.close();
    return { one, payloads, pending, said };
    `,
    server,
    ["grammy"],
  );
  expect(report).toEqual({
    one: true,
    payloads: [expect.any(String)],
    pending: 0,
    said: ["[bot-tracker] This grammY bot has a tracker already; the second is not used."],
  });
  expect(server.requests).toHaveLength(1);
});

test("trackers of both builds share the open file, its lock, its pipeline and the process's listeners", {
  timeout: GENEROUS.timeoutMs,
}, async () => {
  await using server = await RecordingServer.start();
  const report = await runWithBoth(
    `
    const one = cjs.createTracker(options, {});
    const alone = held();
    const two = esm.createTracker(options, {});
    const both = held();
    one.handleUpdate(update);
    two.handleUpdate(update);
    await one.close();
    const { stored } = await two.trackEvent({ userId: 1, event: "sale" });
    await two.flush();
    await two.close();
    return { alone, both, stored, said };
    `,
    server,
    [],
  );
  const { alone, both, ...rest } = report as { alone: { shared: string[] }; both: object };
  expect(rest).toEqual({ stored: true, said: [] });
  expect(both).toEqual(alone);
  expect(alone.shared).toContainEqual(expect.stringMatching(/^open files [0-9a-f]{16}: 1$/));
  expect(alone.shared).toContain("presence@1: 1");
  expect(server.requests.map(({ path }) => path.split("/").at(-1))).toEqual(["on_telegram_webhook", "add_event"]);
});

test("a request of one build is not taken for the bot's own by the other", {
  timeout: GENEROUS.timeoutMs,
}, async () => {
  await using server = await RecordingServer.start();
  const report = await runWithBoth(
    `
    const tracker = cjs.createTracker(options, {});
    const another = esm.createTracker({ ...options, botId: "1", dir: __dirname + "/other" }, {});
    tracker.handleUpdate(update);
    another.handleUpdate(update);
    await Promise.all([tracker.flush(), another.flush()]);
    await new esm.TgtrackClient({ apiKey: "${TGTRACK_KEY}", url }).addEvent({ userId: 1, eventType: "sale" });
    const ofOwn = [...said];
    await fetch(url + "/${TGTRACK_KEY}/add_event", { method: "POST", body: "{}" });
    await Promise.all([tracker.close(), another.close()]);
    return { ofOwn, told: said.length };
    `,
    server,
    [],
  );
  expect(report).toEqual({ ofOwn: [], told: 1 });
});
