import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTracker, type MaxTrackerOptions, MemoryOutbox, tracker } from "@bot-tracker/max";
import { Bot } from "@maxhub/max-bot-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type MaxBotHandle, type MaxSimulator, startMaxSimulator } from "../simulator/max/index.ts";
import { RecordingServer } from "../support/recording-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const BUSY = { status: 503, body: { status: "error", error_code: 503, error_description: "Try later" } };

let max: MaxSimulator;
let tgtrack: RecordingServer;

beforeEach(async () => {
  max = await startMaxSimulator();
  tgtrack = await RecordingServer.start();
});

afterEach(async () => {
  await max.close();
  await tgtrack[Symbol.asyncDispose]();
});

/** Who reported what: the key in the address, and the payload. */
function starts(): string[] {
  return tgtrack.requests
    .splice(0)
    .map(({ path, body }) => `${path.split("/")[1]} ${JSON.parse(body).start_value}`)
    .sort();
}

function filesIn(dir: string): string[] {
  return readdirSync(dir).filter((name) => name.endsWith(".sqlite"));
}

const digestOf = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 12);

/** A polling bot of the real SDK whose TGTrack key is `key`. */
function startBot(account: MaxBotHandle, key: string, options: MaxTrackerOptions) {
  const said: string[] = [];
  const logger = { warn: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const bot = new Bot(account.token, { clientOptions: { baseUrl: account.apiRoot } });
  const middleware = tracker({ bot, logger, ...optionsOf(key), ...options });
  bot.use(middleware);
  const polls = (): number => account.calls(({ method }) => method === "GET updates").length;
  const pollsBefore = polls();
  const ended = bot.start();
  const stop = async (): Promise<void> => {
    // The SDK forgets a stop that comes before its first poll.
    await expect.poll(polls, { timeout: 60_000 }).toBeGreaterThan(pollsBefore);
    bot.stopPolling();
    await ended;
    await middleware.tracker.close({ timeoutMs: 1 });
  };
  return { tracker: middleware.tracker, said, stop };
}

const optionsOf = (key: string) => ({ tgtrack: { apiKey: key, url: tgtrack.url } });

describe("two MAX bots in one folder, whose ids nobody has given", () => {
  test("each start arrives under its own bot's key, also when only the other bot runs after a restart", async () => {
    const dir = temporaryFolder();
    const [shop, course] = [max.addBot(), max.addBot()];
    tgtrack.answer = BUSY;
    const first = [startBot(shop, "key-shop", { dir }), startBot(course, "key-course", { dir })];
    shop.user({ id: 1, first_name: "Anna" }).start("ad_shop");
    course.user({ id: 2, first_name: "Olga" }).start("ad_course");
    await Promise.all([shop.waitUntilTaken(), course.waitUntilTaken()]);
    for (const bot of first) await bot.stop();
    starts();
    tgtrack.answer = { body: { status: "OK" } };

    const courseAgain = startBot(course, "key-course", { dir });
    await expect.poll(() => courseAgain.tracker.ledger()["tgtrack"]?.pending, { timeout: 60_000 }).toBe(0);
    expect(starts()).toEqual(["key-course ad_course"]);
    const shopAgain = startBot(shop, "key-shop", { dir });
    await expect.poll(() => shopAgain.tracker.ledger()["tgtrack"]?.pending, { timeout: 60_000 }).toBe(0);
    expect(starts()).toEqual(["key-shop ad_shop"]);
    for (const bot of [courseAgain, shopAgain]) {
      expect(bot.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 1, delivered: 1 });
      await bot.stop();
    }
    const said = [...first, courseAgain, shopAgain].flatMap((bot) => bot.said);
    expect(said.filter((text) => !text.includes("waits in the outbox's file for the next start"))).toEqual([]);
  });

  test("the files are named by digests of the tokens, and a token stands in none of them", async () => {
    const dir = temporaryFolder();
    const accounts = [max.addBot(), max.addBot()];
    for (const [index, account] of accounts.entries()) {
      const bot = startBot(account, `key-${index}`, { dir });
      await bot.tracker.trackEvent({ userId: 1, event: "sale" });
      await bot.stop();
    }
    expect(filesIn(dir)).toEqual(accounts.map(({ token }) => `max-${digestOf(token)}.sqlite`).sort());
    for (const name of readdirSync(dir)) {
      const content = readFileSync(join(dir, name), "latin1");
      for (const { token } of accounts) expect(content).not.toContain(token);
    }
  });

  test("given one outbox, they do not take each other's people and calls for their own", async () => {
    const outbox = new MemoryOutbox("shared");
    const bots = [max.addBot(), max.addBot()].map(({ token }) => new Bot(token));
    const [shop, course] = bots.map((bot, index) => tracker({ bot, outbox, ...optionsOf(`key-${index}`) }).tracker);
    await shop?.userStarted({ user: { id: 1, first_name: "Anna" } });
    for (const own of [shop, course]) void own?.trackEvent({ userId: 1, event: "sale", key: "order-1" });
    expect(await shop?.getPerson(1)).toMatchObject({ started: true });
    expect(await course?.getPerson(1)).not.toMatchObject({ started: true });
    expect(outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 3 });
    await Promise.all([shop?.close({ timeoutMs: 1 }), course?.close({ timeoutMs: 1 })]);
  });
});

describe("a MAX bot's outbox, by what is known of the bot", () => {
  test("createTracker with `botToken` sends what the bot of that token has recorded, and nobody else's", async () => {
    const dir = temporaryFolder();
    const [shop, course] = [max.addBot(), max.addBot()];
    tgtrack.answer = BUSY;
    for (const [account, payload] of [
      [shop, "ad_shop"],
      [course, "ad_course"],
    ] as const) {
      const bot = startBot(account, `key-${payload}`, { dir });
      account.user({ id: 1, first_name: "Anna" }).start(payload);
      await account.waitUntilTaken();
      await bot.stop();
    }
    starts();
    tgtrack.answer = { body: { status: "OK" } };
    const byHand = createTracker({ botToken: ` ${shop.token}\n`, dir, ...optionsOf("key-ad_shop") });
    await expect.poll(() => byHand.ledger()["tgtrack"]?.pending, { timeout: 60_000 }).toBe(0);
    expect(starts()).toEqual(["key-ad_shop ad_shop"]);
    await byHand.close();
  });

  test("`botId` names it where it is given, and what waits from before is told of", async () => {
    const dir = temporaryFolder();
    const account = max.addBot();
    tgtrack.answer = BUSY;
    const before = startBot(account, "key-shop", { dir });
    await before.tracker.trackEvent({ userId: 1, event: "sale" });
    await before.stop();
    const named = startBot(account, "key-shop", { dir, botId: account.id });
    const former = `max-${digestOf(account.token)}`;
    expect(filesIn(dir).sort()).toEqual([`${former}.sqlite`, `max-${account.id}.sqlite`].sort());
    expect(named.said).toEqual([
      expect.stringMatching(
        `1 delivery waits in .*${former}.sqlite, this bot's outbox from before its \`botId\` was given`,
      ),
    ]);
    expect(named.said[0]).toContain(`status --bot ${former}`);
    await named.stop();
  });

  test("of bots that give neither, one says that the file may be another's", async () => {
    const dir = temporaryFolder();
    const said: string[] = [];
    const logger = { warn: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
    for (const key of ["key-shop", "key-course"]) await createTracker({ dir, logger, ...optionsOf(key) }).close();
    expect(filesIn(dir)).toEqual(["max-default.sqlite"]);
    expect(said).toEqual([expect.stringContaining("last used with another key")]);
  });

  test("a `botToken` that is none is refused, without a word of it", () => {
    expect(() => createTracker({ botToken: "  ", ...optionsOf("key-shop") })).toThrow(
      "Expected `botToken` to be the bot's token, as its messenger gave it, got",
    );
  });
});
