import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { describe, expect } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { call, test } from "./simulator-test.ts";

describe("a call", () => {
  test("with an unknown token is refused with 401, and an unknown method with 404", async ({ telegram, bot }) => {
    const stranger = await fetch(`${telegram.apiRoot}/bot1:abc/getMe`);
    expect(stranger.status).toBe(401);
    expect(await stranger.json()).toEqual({ ok: false, error_code: 401, description: "Unauthorized" });
    expect(await call(bot, "noSuchMethod")).toEqual({ ok: false, error_code: 404, description: "Not Found" });
  });

  test("names its method in any case, by GET or POST", async ({ bot }) => {
    const response = await fetch(`${bot.apiRoot}/bot${bot.token}/GETME`);
    expect(await response.json()).toMatchObject({
      ok: true,
      result: { id: bot.id, is_bot: true, username: "shop_bot" },
    });
    expect(bot.calls("getMe")).toHaveLength(1);
  });

  test("carries the same parameters as JSON, as a form, as multipart and in the address", async ({ bot }) => {
    const url = `${bot.apiRoot}/bot${bot.token}/sendMessage`;
    const form = new URLSearchParams({ chat_id: "7", text: "[hi", reply_markup: '{"inline_keyboard":[]}' });
    const multipart = new FormData();
    for (const [name, value] of form) multipart.set(name, value);
    await call(bot, "sendMessage", { chat_id: 7, text: "[hi", reply_markup: { inline_keyboard: [] } });
    await fetch(url, { method: "POST", body: form });
    await fetch(url, { method: "POST", body: multipart });
    await fetch(`${url}?${form}`);
    const seen = bot
      .calls("sendMessage")
      .map(({ chatId, params: { text, reply_markup } }) => ({ chatId, text, reply_markup }));
    expect(seen).toEqual(Array(4).fill({ chatId: 7, text: "[hi", reply_markup: { inline_keyboard: [] } }));
  });

  test("may be multipart without a line break after the last boundary, as Telegraf sends it", async ({ bot }) => {
    const parts = ['chat_id"\r\n\r\n7', 'document"; filename="a.txt"\r\n\r\nhello'];
    const body = `${parts.map((part) => `--b0\r\ncontent-disposition:form-data; name="${part}\r\n`).join("")}--b0--`;
    const headers = { "content-type": "multipart/form-data; boundary=b0" };
    await fetch(`${bot.apiRoot}/bot${bot.token}/sendDocument`, { method: "POST", headers, body });
    expect(bot.calls()).toMatchObject([{ chatId: 7, params: { document: { file: "a.txt", bytes: 5 } } }]);
  });

  test("to send gives a message of the bot's in that chat", async ({ bot }) => {
    bot.user({ id: 7, first_name: "Anna", username: "anna" });
    const sent = await call(bot, "sendPhoto", { chat_id: 7, photo: "id", caption: "Look" });
    const chat = { id: 7, first_name: "Anna", username: "anna", type: "private" };
    expect(sent).toMatchObject({ ok: true, result: { message_id: 1, chat, caption: "Look", from: { id: bot.id } } });
    expect(await call(bot, "answerCallbackQuery")).toEqual({ ok: true, result: true });
    expect(await call(bot, "sendMessage", { chat_id: 7 })).toMatchObject({ error_code: 400 });
  });

  test("with a malformed body is refused with 400", async ({ bot }) => {
    const body = "{";
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${bot.apiRoot}/bot${bot.token}/getMe`, { method: "POST", headers, body });
    expect(response.status).toBe(400);
  });
});

describe("failSends", () => {
  test("makes sends to one chat fail in Telegram's words, as often as told, then by the next rule", async ({ bot }) => {
    const send = (chatId: number) => call(bot, "sendMessage", { chat_id: chatId, text: "hi" });
    bot.failSends(7, { code: 429, retryAfter: 3 }, { times: 2 });
    const lift = bot.failSends(7, { code: 403 });
    const flood = {
      ok: false,
      error_code: 429,
      description: "Too Many Requests: retry after 3",
      parameters: { retry_after: 3 },
    };
    const blocked = { ok: false, error_code: 403, description: "Forbidden: bot was blocked by the user" };
    expect(await send(7)).toEqual(flood);
    expect(await send(8)).toMatchObject({ ok: true });
    expect(await send(7)).toEqual(flood);
    expect(await send(7)).toEqual(blocked);
    expect(await send(7)).toEqual(blocked);
    lift();
    expect(await send(7)).toMatchObject({ ok: true });
  });

  test("hangs up without an answer for drop-connection", async ({ bot }) => {
    bot.failSends(7, "drop-connection", { times: 1 });
    await expect(call(bot, "sendMessage", { chat_id: 7, text: "hi" })).rejects.toThrow("fetch failed");
    expect(await call(bot, "sendMessage", { chat_id: 7, text: "hi" })).toMatchObject({ ok: true });
  });
});

describe("the simulator", () => {
  test("keeps its bots apart", async ({ telegram, bot }) => {
    const other = telegram.addBot({ token: "42:secret" });
    expect(other.id).toBe(42);
    other.failSends(7, { code: 403 });
    expect(await call(bot, "sendMessage", { chat_id: 7, text: "hi" })).toMatchObject({ ok: true });
    expect(other.calls()).toEqual([]);
    expect(() => telegram.addBot({ token: "42:secret" })).toThrow("a token of its own");
    expect(() => telegram.addBot({ token: "secret" })).toThrow("Expected a bot token of the form <digits>:<secret>.");
  });

  test("says what was called when a call waited for does not come", async ({ bot }) => {
    await call(bot, "getMe");
    await expect(bot.waitForCall("sendMessage", { count: 2, timeoutMs: 1 })).rejects.toThrow(
      "Expected 2 calls of sendMessage within 1 ms and got 0. Calls so far: getMe.",
    );
  });

  test("hangs up on open polls when it closes", async () => {
    const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
    const bot = telegram.addBot();
    const poll = call(bot, "getUpdates", { timeout: 50 });
    await bot.waitForCall("getUpdates");
    const outcome = expect(poll).rejects.toThrow();
    await telegram.close();
    await outcome;
  });

  test("takes latencyMs before a request counts as arrived", async () => {
    const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs, latencyMs: 50 });
    const bot = telegram.addBot();
    const startedMs = Date.now();
    await call(bot, "getMe");
    expect((bot.calls("getMe")[0]?.atMs ?? 0) - startedMs).toBeGreaterThanOrEqual(45);
    await telegram.close();
  });
});
