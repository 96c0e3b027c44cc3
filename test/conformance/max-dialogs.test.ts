import { payments, type Tracker, type TrackerOptions, tracker, webhook } from "@bot-tracker/max";
import { Bot } from "@maxhub/max-bot-api";
import { expect, onTestFinished } from "vitest";
import type { MaxBotHandle } from "../simulator/max/index.ts";
import { RecordingServer } from "../support/recording-server.ts";
import { maxTest as test } from "./conformance-test.ts";

const ANNA = { id: 42, first_name: "Anna" };
/** Anna's dialog with the bot. */
const DIALOG = 700_000_042;
const GROUP = -70_001;
const REFUSED = { code: 403, description: "chat.denied: error.dialog.suspended" };

interface News {
  type: string;
  userId: string;
  date: number;
  payload?: string;
}

/** A polling bot whose tracker reports to an endpoint of its own, which unlike TGTrack is told of stops. */
async function botWithEndpoint(account: MaxBotHandle, options: TrackerOptions) {
  const server = await RecordingServer.start();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const destination = webhook({ url: server.url, batch: { maxWaitMs: 0 } });
  const bot = new Bot(account.token, { clientOptions: { baseUrl: account.apiRoot } });
  // Used before the tracker comes: the SDK has made the module for messages, with a copy of its function for calls.
  await bot.api.sendMessageToUser(1, "I am up");
  const middleware = tracker({ ...options, tgtrack: false, howUsedBot: false, destinations: [destination], bot });
  bot.use(middleware);
  bot.catch(() => undefined);
  const ended = bot.start();
  onTestFinished(async () => {
    bot.stopPolling();
    await ended;
    await middleware.tracker.close();
  });
  const news = async (): Promise<News[]> => {
    await middleware.tracker.flush();
    return server.requests.flatMap(({ body }) => JSON.parse(String(body)) as News[]);
  };
  return { bot, news, tracker: middleware.tracker as Tracker };
}

const refused = (sending: Promise<unknown>): Promise<unknown> => expect(sending).rejects.toMatchObject({ status: 403 });
const asked = ({ method }: { method: string }): boolean => method.startsWith("GET chats/");

test("takes a send to a dialog that it has met for one to the person, and counts the stop once", async ({
  account,
  options,
}) => {
  const { bot, news, tracker: own } = await botWithEndpoint(account, options);
  account.user(ANNA).start("ad_1");
  await account.waitUntilTaken();
  account.failSends(42, REFUSED);
  for (const text of ["one", "two"]) await refused(bot.api.sendMessageToChat(DIALOG, text));
  await refused(bot.api.sendMessageToUser(42, "three"));
  expect((await news()).map(({ type, userId }) => [type, userId])).toEqual([
    ["start", "42"],
    ["stop", "42"],
  ]);
  expect(await own.getPerson(42)).toMatchObject({ blocked: true });
  expect(account.calls(asked)).toEqual([]);
});

test("asks MAX once whose dialog it is that it has not met, and takes no group for a person", async ({
  account,
  options,
}) => {
  const { bot, news } = await botWithEndpoint(account, options);
  for (const id of [42, GROUP]) account.failSends(id, REFUSED);
  await refused(bot.api.sendMessageToChat(GROUP, "News"));
  await refused(bot.api.sendMessageToChat(DIALOG, "News"));
  await expect.poll(async () => (await news()).length).toBe(1);
  await refused(bot.api.sendMessageToChat(DIALOG, "More"));
  expect((await news()).map(({ type, userId }) => [type, userId])).toEqual([["stop", "42"]]);
  expect(account.calls(asked).map(({ method }) => method)).toEqual([`GET chats/${GROUP}`, `GET chats/${DIALOG}`]);
});

test("learns from its own sends by user_id which dialog is whose", async ({ account, options }) => {
  const { bot, news } = await botWithEndpoint(account, options);
  await bot.api.sendMessageToUser(42, "Hello");
  account.failSends(42, REFUSED);
  await refused(bot.api.sendMessageToChat(DIALOG, "News"));
  expect((await news()).map(({ type, userId }) => [type, userId])).toEqual([["stop", "42"]]);
  expect(account.calls(asked)).toEqual([]);
});

test("tells an endpoint of the bot's own of a stop, dated in seconds, and of a payload of 128 characters", async ({
  account,
  options,
}) => {
  const { news } = await botWithEndpoint(account, options);
  const anna = account.user(ANNA);
  const beforeS = Math.floor(Date.now() / 1000);
  anna.start("x".repeat(128));
  anna.block();
  await account.waitUntilTaken();
  await expect.poll(async () => (await news()).length).toBe(2);
  const [start, stop] = await news();
  expect(start).toMatchObject({ type: "start", userId: "42", payload: "x".repeat(128) });
  expect(stop).toMatchObject({ type: "stop", userId: "42" });
  expect(stop?.date).toBeGreaterThanOrEqual(beforeS);
  expect(stop?.date).toBeLessThan(beforeS + 600);
});

test("counts a /start that is typed right after the button once, and a second ad's link again", async ({
  account,
  options,
}) => {
  const { news } = await botWithEndpoint(account, options);
  const anna = account.user(ANNA);
  anna.start("ad_1");
  anna.say("/start");
  anna.start("ad_2");
  anna.say("/start ad_3");
  await account.waitUntilTaken();
  expect((await news()).filter(({ type }) => type === "start").map(({ payload }) => payload)).toEqual(["ad_1", "ad_2"]);
});

test.for([
  [-3_600_000, "behind MAX's"],
  [3_600_000, "ahead of MAX's"],
] as const)(
  "dates a failed send by MAX's clock, shown by another send, where the machine's is off by %i ms",
  async ([offByMs, words], { account, options, said }) => {
    const ports = { nowMs: () => Date.now() + offByMs };
    const { bot, news } = await botWithEndpoint(account, { ...options, ports });
    const beforeMs = Date.now();
    await bot.api.sendMessageToUser(44, "News");
    account.failSends(42, REFUSED);
    await refused(bot.api.sendMessageToUser(42, "News"));
    const [stop] = await news();
    expect((stop?.date ?? 0) * 1000).toBeGreaterThan(beforeMs - 1_001);
    expect((stop?.date ?? 0) * 1000).toBeLessThan(Date.now() + 600_000);
    expect(said).toEqual([expect.stringContaining(words)]);
  },
);

test("says once that MAX has no payments, where a bot's list of automatic events was moved over", async ({
  account,
  options,
  said,
}) => {
  await botWithEndpoint(account, { ...options, autoEvents: [payments({ currency: "RUB" })] });
  for (const text of ["one", "two"]) account.user(ANNA).say(text);
  await account.waitUntilTaken();
  await expect.poll(() => said).toEqual([expect.stringContaining("payments() reports nothing for a bot in MAX")]);
});
