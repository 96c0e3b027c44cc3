import { expect, test } from "vitest";
import { BotHooks } from "../../../packages/core/src/adapter/bot-hooks.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { BOT, privateStart, USER_ID } from "../../support/updates.ts";

const CALL = { atMs: 0, turn: 0 };

test("getMe's answer tells who the bot is", async () => {
  await using harness = await TrackerHarness.start({ options: { botId: undefined } });
  BotHooks.of(harness.tracker).callSucceeded("getMe", BOT, CALL);
  expect(harness.tracker.bot).toEqual({ id: String(BOT.id), username: BOT.username });
  BotHooks.of(harness.tracker).callSucceeded("sendMessage", { id: 5, username: "Other" }, CALL);
  expect(harness.tracker.bot).toEqual({ id: String(BOT.id), username: BOT.username });
});

test("a bot whose framework never calls getMe has Telegram asked once, at its first poll or update", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const hooks = BotHooks.of(harness.tracker);
  let asked = 0;
  const me = async () => {
    asked++;
    throw new Error("offline");
  };
  hooks.canAsk({ webhookInfo: async () => ({}), me });
  hooks.callStarted("getUpdates", { offset: 1 });
  hooks.callStarted("getUpdates", { offset: 2 });
  hooks.updateReceived(privateStart());
  expect(asked).toBe(1);
  await harness.tracker.flush();
  expect(harness.toTgtrack).toHaveLength(1);
  expect(harness.messages).toEqual([]);
});

test("the end of polling sends what waits, and a hundred polls on one signal listen to it once", async () => {
  await using harness = await TrackerHarness.start();
  const hooks = BotHooks.of(harness.tracker);
  const stop = new AbortController();
  let listeners = 0;
  const { signal } = stop;
  const addEventListener = signal.addEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener(...args);
  };
  for (let poll = 0; poll < 100; poll++) hooks.callStarted("getUpdates", { allowed_updates: [] }, signal);
  expect(listeners).toBe(1);
  harness.tracker.handleUpdate(privateStart());
  stop.abort();
  await harness.happened(({ kind, destination }) => kind === "delivered" && destination === "tgtrack");
});

test("hooks take anything and throw nothing", async () => {
  await using harness = await TrackerHarness.start();
  const hooks = BotHooks.of(harness.tracker);
  for (const anything of [undefined, null, 5, "x", [], {}, { allowed_updates: { length: -1 } }]) {
    hooks.updateReceived(anything);
    hooks.callStarted("getUpdates", anything);
    hooks.callStarted("setWebhook", anything);
    hooks.callSucceeded("getMe", anything, CALL);
    hooks.callSucceeded("sendMessage", anything, CALL);
    hooks.callFailed("sendMessage", anything, {
      errorCode: 403,
      description: "Forbidden: bot was blocked by the user",
    });
  }
  expect(harness.messages).toEqual([]);
});

test("a failed call whose recipient blocked the bot is a stop", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const failure = { errorCode: 403, description: "Forbidden: bot was blocked by the user" };
  BotHooks.of(harness.tracker).callFailed("sendPhoto", { chat_id: String(USER_ID) }, failure);
  await harness.tracker.flush();
  expect(harness.toTgtrack).toMatchObject([{ method: "my_bot_was_stopped", body: { user_id: String(USER_ID) } }]);
});
