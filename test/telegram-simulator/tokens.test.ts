import { inspect } from "node:util";
import { type SimulatorEvent, startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { describe, expect } from "vitest";
import { call, test } from "./simulator-test.ts";

/** Shaped like a real one, which it never was. */
const REAL = { id: 5_555_555_555, token: "5555555555:AAGd4yWWn9uGkPQ0r3n8vXqT1sLz7bYcEfH" };

function callWith(apiRoot: string, token: string, method: string, params: object = {}): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`${apiRoot}/bot${token}/${method}`, { method: "POST", headers, body: JSON.stringify(params) });
}

describe("a token that no bot has", () => {
  test("is refused with 401, and what is no token with 404, as on Telegram", async ({ telegram }) => {
    expect((await callWith(telegram.apiRoot, REAL.token, "getMe")).status).toBe(401);
    for (const token of ["abc", "12", "0:abc", "99999999999999999:abc", "1:a b", `1:${"a".repeat(129)}`, "1:%00"]) {
      expect((await callWith(telegram.apiRoot, token, "getMe")).status).toBe(404);
    }
    expect((await fetch(`${telegram.apiRoot}/bot1:abc%zz/getMe`)).status).toBe(404);
    expect(telegram.bots()).toEqual([]);
  });

  test("makes a bot at its first call where that is wished, a hundred at most", async () => {
    await using telegram = await startTelegramSimulator({ onUnknownToken: "add-bot" });
    const me = await (await callWith(telegram.apiRoot, REAL.token, "getMe")).json();
    expect(me).toMatchObject({ ok: true, result: { id: REAL.id, is_bot: true } });
    expect(telegram.bots().map(({ id }) => id)).toEqual([REAL.id]);
    for (let id = 1; id < 100; id += 1) await callWith(telegram.apiRoot, `${id}:abc`, "getMe");
    expect((await callWith(telegram.apiRoot, "100:abc", "getMe")).status).toBe(401);
    expect(telegram.bots()).toHaveLength(100);
    expect((await callWith(telegram.apiRoot, REAL.token, "getMe")).status).toBe(200);
  });
});

describe("a token", () => {
  test("is shown nowhere but in `token`: not by events, calls, bots, errors, nor by what prints a handle", async () => {
    await using telegram = await startTelegramSimulator({ onUnknownToken: "add-bot" });
    const events: SimulatorEvent[] = [];
    telegram.subscribe((event) => events.push(event));
    const secret = REAL.token.slice(REAL.token.indexOf(":") + 1);
    const webhook = `http://127.0.0.1:1/${encodeURIComponent(REAL.token)}`;
    await callWith(telegram.apiRoot, REAL.token, "getMe");
    await callWith(telegram.apiRoot, REAL.token, "setWebhook", { url: webhook, secret_token: "s3cret-of-webhook" });
    const info = await (await callWith(telegram.apiRoot, REAL.token, "getWebhookInfo")).json();
    await callWith(telegram.apiRoot, REAL.token, "setWebhook", { url: `http://127.0.0.1:1/${secret.toUpperCase()}` });
    await callWith(telegram.apiRoot, REAL.token, "deleteWebhook");
    await callWith(telegram.apiRoot, REAL.token, "sendMessage", { chat_id: 7, text: `I am ${REAL.token}` });
    await callWith(telegram.apiRoot, REAL.token, "sendMessage", { chat_id: 7, text: "hi", [secret]: [{ a: secret }] });
    await callWith(telegram.apiRoot, REAL.token, "sendMessage", { chat_id: REAL.token, text: "hi" });
    const [bot] = telegram.bots();
    bot?.user({ id: 7, first_name: "Anna" }).say(`is it ${secret}?`);
    const missed = await bot?.waitForCall("noSuchMethod", { timeoutMs: 1 }).catch(String);
    const doubled = (() => {
      try {
        return telegram.addBot({ token: REAL.token });
      } catch (error) {
        return String(error);
      }
    })();
    const handle = telegram.addBot({ token: `6${REAL.token.slice(1)}` });

    // The bot itself is answered as on Telegram.
    expect(info).toMatchObject({ result: { url: webhook } });
    const shown = [events, bot, bot?.calls(), telegram, missed, doubled, handle, handle.calls()];
    const printed = shown.map((value) => inspect(value, { depth: 20, maxStringLength: null })).join("\n");
    expect(printed).toContain("[token]");
    expect(printed.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(JSON.stringify(shown).toLowerCase()).not.toContain(secret.toLowerCase());
    expect(printed).not.toContain("s3cret-of-webhook");
    expect(handle.token).toBe(`6${REAL.token.slice(1)}`);
  });

  test("is told to whoever wants to hide it as well, before the bot is there", async () => {
    const told: string[] = [];
    const onToken = (token: string): void => {
      expect(telegram.bots()).toHaveLength(told.length);
      told.push(token);
    };
    await using telegram = await startTelegramSimulator({ onUnknownToken: "add-bot", onToken });
    await callWith(telegram.apiRoot, REAL.token, "getMe");
    await callWith(telegram.apiRoot, REAL.token, "getMe");
    const { token } = telegram.addBot();
    expect(told).toEqual([REAL.token, token]);
  });

  test("too short to be told from a word leaves words as they are", async ({ telegram }) => {
    const bot = telegram.addBot({ token: "42:secret" });
    await call(bot, "sendMessage", { chat_id: 7, text: "a secret" });
    expect(bot.calls("sendMessage")[0]?.params.text).toBe("a secret");
  });
});
