import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Bot } from "@maxhub/max-bot-api";
import { expect, onTestFinished, test } from "vitest";
import { startMaxSimulator } from "./index.ts";

const ANNA = { id: 42, first_name: "Anna" };

async function simulated() {
  const simulator = await startMaxSimulator({ webhookRetryDelayMs: 1 });
  onTestFinished(() => simulator.close());
  const handle = simulator.addBot({ username: "course_bot" });
  const bot = new Bot(handle.token, { clientOptions: { baseUrl: handle.apiRoot } });
  return { simulator, handle, bot };
}

test("the real SDK polls, and its marker confirms what it has handled", async () => {
  const { handle, bot } = await simulated();
  const seen: unknown[] = [];
  bot.use((ctx) => void seen.push([ctx.updateType, ctx.startPayload, ctx.chatId, ctx.user?.user_id]));
  const ended = bot.start();
  const anna = handle.user(ANNA);
  const start = anna.start("ad_1");
  anna.say("hello");
  anna.press("lesson");
  await handle.waitUntilTaken();
  handle.redeliver(start);
  await handle.waitUntilTaken();
  anna.block();
  await handle.waitUntilTaken();
  bot.stopPolling();
  await ended;
  expect(seen).toEqual([
    ["bot_started", "ad_1", 700_000_042, 42],
    ["message_created", undefined, 700_000_042, 42],
    ["message_callback", undefined, 700_000_042, 42],
    ["bot_started", "ad_1", 700_000_042, 42],
    ["bot_stopped", undefined, 700_000_042, 42],
  ]);
  expect(bot.botInfo).toMatchObject({ user_id: handle.id, username: "course_bot", is_bot: true });
});

test("gets nothing but the types that a poll names", async () => {
  const { handle, bot } = await simulated();
  const seen: string[] = [];
  bot.use((ctx) => void seen.push(ctx.updateType));
  handle.user(ANNA).start();
  handle.user(ANNA).say("hello");
  const ended = bot.start({ mode: "polling", options: { allowedUpdates: ["message_created"] } });
  await expect.poll(() => seen).toEqual(["message_created"]);
  bot.stopPolling();
  await ended;
});

test("a webhook gets each update with its secret, again until it answers 2xx, and none once it is unsubscribed", async () => {
  const { handle, bot } = await simulated();
  const pushes: unknown[] = [];
  const server = createServer((request, response) => {
    request.resume();
    pushes.push(request.headers["x-max-bot-api-secret"]);
    response.writeHead(pushes.length < 3 ? 500 : 200).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await bot.api.subscribe(url, "s3cret", ["bot_started"]);
  expect(await bot.api.getSubscriptions()).toMatchObject([{ url, updateTypes: ["bot_started"] }]);
  handle.user(ANNA).say("not wanted");
  handle.user(ANNA).start();
  await handle.waitUntilTaken();
  expect(pushes).toEqual(["s3cret", "s3cret", "s3cret"]);
  await bot.api.unsubscribe(url);
  expect(await bot.api.getSubscriptions()).toEqual([]);
});

test("refuses sends to somebody who has stopped the bot, by either id, until they start again", async () => {
  const { handle, bot } = await simulated();
  const anna = handle.user(ANNA);
  anna.block();
  const refusal = { status: 403, code: "chat.denied", description: "error.dialog.suspended" };
  await expect(bot.api.sendMessageToUser(42, "News")).rejects.toMatchObject(refusal);
  await expect(bot.api.sendMessageToChat(700_000_042, "News")).rejects.toMatchObject(refusal);
  expect(await bot.api.getChat(700_000_042)).toMatchObject({ type: "dialog", dialog_with_user: { user_id: 42 } });
  anna.start();
  expect(await bot.api.sendMessageToUser(42, "News")).toMatchObject({
    recipient: { chat_id: 700_000_042, user_id: 42 },
    body: { text: "News" },
  });
  expect(anna.received()).toHaveLength(1);
});

test("knows no other token, and no other path", async () => {
  const { simulator, bot } = await simulated();
  const stranger = new Bot("nobody", { clientOptions: { baseUrl: simulator.apiRoot } });
  await expect(stranger.api.getMyInfo()).rejects.toMatchObject({ status: 401, code: "verify.token" });
  await expect(bot.api.raw.get("unknown" as "me", {})).rejects.toMatchObject({ status: 404 });
});
