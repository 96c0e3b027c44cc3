import { setTimeout as sleep } from "node:timers/promises";
import { Bot as GrammyBot, webhookCallback as grammyWebhook } from "grammy";
import { Bot as NtbaBot } from "node-telegram-bot-api";
import { createWebhookServer } from "node-telegram-bot-api/node";
import { Telegraf } from "telegraf";
import { describe, expect } from "vitest";
import { CLIENTS } from "./framework-clients.ts";
import { call, test } from "./simulator-test.ts";

const PERSON = { id: 7, first_name: "Anna" };

describe.each(CLIENTS)("$name, polling", ({ poll, readRefusal, resetsAllowedUpdates }) => {
  test("waits in one open getUpdates while nothing happens", async ({ bot }) => {
    const running = poll(bot, () => undefined);
    await bot.waitForCall("getUpdates");
    // A client that is answered at once asks hundreds of times in this while.
    await sleep(150);
    expect(bot.getUpdatesCount).toBeLessThanOrEqual(2);
    await running.stop();
  });

  test("gets every update once, as it was sent, and after a restart only what is new", async ({ bot }) => {
    const anna = bot.user(PERSON);
    const seen: object[] = [];
    const before = anna.start("ad_1");
    const running = poll(bot, (update) => seen.push(update));
    await bot.waitUntilTaken();
    const during = anna.say("hi");
    await bot.waitUntilTaken();
    await running.stop();
    const between = anna.say("are you there?");
    const pollCount = bot.getUpdatesCount;
    const restarted = poll(bot, (update) => seen.push(update));
    await bot.waitForCall("getUpdates", { count: pollCount + 1 });
    await bot.waitUntilTaken();
    await restarted.stop();
    expect(seen.map((update) => Reflect.get(update, "update_id"))).toEqual([before, during, between]);
    expect(seen[0]).toMatchObject({ message: { text: "/start ad_1", from: PERSON } });
  });

  test("gets a redelivered update a second time under its id", async ({ bot }) => {
    const seen: unknown[] = [];
    const id = bot.user(PERSON).say("hi");
    const running = poll(bot, (update) => seen.push(Reflect.get(update, "update_id")));
    await bot.waitUntilTaken();
    bot.redeliver(id);
    await bot.waitUntilTaken();
    await running.stop();
    expect(seen).toEqual([id, id]);
  });

  test("throws its own error for a send to somebody who blocked the bot", async ({ bot }) => {
    const anna = bot.user(PERSON);
    anna.block();
    const running = poll(bot, () => undefined);
    await bot.waitUntilTaken();
    const error: unknown = await running.send(PERSON.id, "hi").catch((thrown: unknown) => thrown);
    expect(readRefusal(error)).toEqual({ code: 403, description: "Forbidden: bot was blocked by the user" });
    expect(bot.calls("sendMessage")).toMatchObject([{ chatId: PERSON.id, params: { text: "hi" } }]);
    await running.stop();
  });

  test("meets the allowed_updates an earlier deployment left behind", async ({ telegram }) => {
    const bot = telegram.addBot({ allowedUpdates: ["message"] });
    const seen: unknown[] = [];
    const running = poll(bot, (update) => seen.push(Reflect.get(update, "update_id")));
    await bot.waitForCall("getUpdates");
    const blockId = bot.user(PERSON).block();
    bot.user(PERSON).unblock();
    const lastId = bot.user(PERSON).say("hi");
    await bot.waitUntilTaken();
    await running.stop();
    expect(seen).toEqual(resetsAllowedUpdates ? [blockId, blockId + 1, lastId] : [lastId]);
  });
});

describe.each(CLIENTS.filter((client) => client.upload !== undefined))("$name", ({ upload }) => {
  test("uploads a file as multipart", async ({ bot }) => {
    await upload?.(bot, PERSON.id, Buffer.from("hello"));
    const [uploaded] = bot.calls("sendDocument");
    expect(uploaded).toMatchObject({ chatId: PERSON.id, answer: { reply: { ok: true } } });
    expect(Object.values(uploaded?.params ?? {})).toContainEqual({ file: "a.txt", bytes: 5 });
  });
});

describe("behind a webhook", () => {
  test("grammY gets an update again until its handler succeeds", async ({ bot, listen }) => {
    const seen: number[] = [];
    const grammy = new GrammyBot(bot.token, { client: { apiRoot: bot.apiRoot } });
    grammy.use((ctx) => {
      seen.push(ctx.update.update_id);
      if (seen.length < 3) throw new Error("not yet");
    });
    const handle = grammyWebhook(grammy, "http", { secretToken: "s3cret" });
    const url = await listen((request, response) => {
      handle(request, response).catch(() => response.writeHead(500).end());
    });
    await grammy.api.setWebhook(url, { secret_token: "s3cret" });
    const id = bot.user(PERSON).say("hi");
    await bot.waitUntilTaken();
    expect(seen).toEqual([id, id, id]);
  });

  test("Telegraf answers an update with a call in the webhook's reply", async ({ bot, listen }) => {
    const telegraf = new Telegraf(bot.token, { telegram: { apiRoot: bot.apiRoot } });
    telegraf.use((ctx) => ctx.sendChatAction("typing"));
    const url = await listen(telegraf.webhookCallback("/"));
    await telegraf.telegram.setWebhook(url);
    bot.user(PERSON).say("hi");
    const typing = await bot.waitForCall("sendChatAction");
    expect(typing).toMatchObject({ via: "webhook-reply", chatId: PERSON.id, params: { action: "typing" } });
    await bot.waitUntilTaken();
  });

  test("node-telegram-bot-api 2.x gets an update once and answers by a call of its own", async ({ bot, listen }) => {
    const ntba = new NtbaBot(bot.token, { apiRoot: bot.apiRoot });
    ntba.use((ctx) => ctx.api.sendMessage({ chat_id: PERSON.id, text: `got ${ctx.update.update_id}` }));
    const server = createWebhookServer(ntba, { secretToken: "s3cret" });
    const url = await listen((request, response) => server.emit("request", request, response));
    await call(bot, "setWebhook", { url, secret_token: "s3cret" });
    const id = bot.user(PERSON).say("hi");
    await bot.waitUntilTaken();
    expect(
      bot
        .user(PERSON)
        .received()
        .map((sent) => sent.params.text),
    ).toEqual([`got ${id}`]);
  });
});
