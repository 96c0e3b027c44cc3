import { join } from "node:path";
import { describe, expect } from "vitest";
import { Conversation } from "../../../packages/sandbox/src/chat/conversation.ts";
import { Conversations } from "../../../packages/sandbox/src/chat/conversations.ts";
import { MOST_CHAT } from "../../../packages/sandbox/src/chat/most-chat.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { bytesOf } from "../data-file.ts";
import { call } from "../sandbox-test.ts";
import { BOT, TOKEN, test } from "./chat-test.ts";

const ROUTES = [
  ["GET", "/api/chat", undefined],
  ["GET", `/api/chat/conversation?bot=${BOT}&person=1`, undefined],
  ["POST", "/api/chat/people", {}],
  ["POST", "/api/chat/actions", { bot: BOT, person: 1, action: { kind: "start" } }],
  ["POST", "/api/chat/crowd", { bot: BOT, payload: "ad" }],
  ["DELETE", "/api/chat/crowd", undefined],
] as const;

describe.for(ROUTES)("%s %s", ([method, path, body]) => {
  test("is refused to a page of another site", async ({ chat }) => {
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
      expect((await chat.ask(method, path, body, headers as Record<string, string>)).status).toBe(403);
    }
    expect((await chat.chat()).people).toEqual([]);
  });

  test("asks for the password, where there is one", async ({ startChat }) => {
    const guarded = await startChat({ password: "correct horse" });
    expect((await guarded.ask(method, path, body)).status).toBe(401);
  });

  test("tells that nothing may keep its answer", async ({ chat }) => {
    expect((await chat.ask(method, path, body)).headers.get("cache-control")).toBe("no-store");
  });
});

describe("the chat's API", () => {
  test("takes nothing that a form can send", async ({ chat }) => {
    const form = { "content-type": "text/plain" };
    expect((await chat.ask("POST", "/api/chat/people", "{}", form)).status).toBe(415);
  });

  test.for([
    [{ bot: BOT, person: 0, action: { kind: "start" } }, "person must be an integer from 1"],
    [{ bot: "7", person: 1, action: { kind: "start" } }, "bot must be an integer from 1"],
    [{ bot: BOT, person: 1 }, "action must be a JSON object"],
    [{ bot: BOT, person: 1, action: { kind: "fly" } }, "action.kind must be one of start, say"],
    [{ bot: BOT, person: 1, action: { kind: "start", payload: "a b" } }, "payload must have at most 64 characters"],
    [
      { bot: BOT, person: 1, action: { kind: "start", payload: "x".repeat(65) } },
      "payload must have at most 64 characters",
    ],
    [{ bot: BOT, person: 1, action: { kind: "say", text: "" } }, "text must have 1 to 4096 characters"],
    [{ bot: BOT, person: 1, action: { kind: "say", text: "x".repeat(4_097) } }, "not 4097 characters"],
    [{ bot: BOT, person: 1, action: { kind: "press", messageId: 1, row: -1, column: 0 } }, "row must be an integer"],
    [{ bot: BOT, person: 1, action: { kind: "pay", messageId: 1.5 } }, "messageId must be an integer"],
    [{ bot: 5, person: 1, action: { kind: "block" } }, "No bot with the id 5"],
    [{ bot: BOT, person: 1, action: { kind: "block" } }, "no person with the id 1"],
    [[], "The body must be a JSON object"],
  ] as const)("says what is wrong with action %#", async ([body, words], { chat }) => {
    const { status, body: said } = await chat.ask("POST", "/api/chat/actions", body);
    expect({ status, said }).toMatchObject({ status: 400, said: { error: expect.stringContaining(words) } });
  });

  test.for([
    [{ bot: BOT, payload: "ad", people: 0 }, "people must be an integer from 1 to 200"],
    [{ bot: BOT, payload: "ad", people: 1e9 }, "people must be an integer from 1 to 200"],
    [{ bot: BOT, payload: "ad", seconds: 1e9 }, "seconds must be an integer from 1 to 600"],
    [{ bot: BOT, payload: 7 }, "payload must have at most 64 characters"],
    [{ bot: BOT, payload: "ad", language: "xx" }, "language must be en or ru"],
    [{ bot: 5, payload: "ad" }, "No bot with the id 5"],
  ] as const)("says what is wrong with a crowd like %j", async ([body, words], { chat }) => {
    const { status, body: said } = await chat.ask("POST", "/api/chat/crowd", body);
    expect({ status, said }).toMatchObject({ status: 400, said: { error: expect.stringContaining(words) } });
  });

  test("answers a sandbox without a Telegram with nobody, and with 404 whatever is to be done", async ({
    startChat,
  }) => {
    const without = await startChat({ telegram: false });
    expect((await without.chat()).apiRoot).toBeNull();
    expect((await without.ask("POST", "/api/chat/people", {})).status).toBe(404);
  });

  test.for(["kf83-secret-key-of-somebody", "8391046275"])(
    "shows no key that a bot or a person writes into a message: %s",
    async (key, { startChat }) => {
      const chat = await startChat({ keys: [key] });
      await chat.callBot("getMe");
      const person = await chat.addPerson();
      await chat.act(person, { kind: "start" });
      await chat.act(person, { kind: "say", text: `is ${key} yours?` });
      const markup = { inline_keyboard: [[{ text: key, callback_data: key }]] };
      await chat.callBot("sendMessage", { chat_id: person.id, text: key, reply_markup: markup });

      expect(JSON.stringify([await chat.conversation(person), await chat.chat()])).not.toContain(key);
      // It is still pressed as the bot meant it.
      const messageId = (await chat.conversation(person)).messages.at(-1)?.messageId ?? 0;
      await chat.act(person, { kind: "press", messageId, row: 0, column: 0 });
      const { result } = await chat.callBot("getUpdates");
      expect(JSON.stringify(result)).toContain(`"data":"${key}"`);
    },
  );

  test("shows no token of a bot, however it is spelled: not in the chat, the requests, the reports and the file", async ({
    startChat,
  }) => {
    const folder = temporaryFolder();
    const chat = await startChat({ file: join(folder, "sandbox.db"), limits: "none" });
    await chat.callBot("getMe");
    const person = await chat.addPerson();
    const secret = TOKEN.slice(TOKEN.indexOf(":") + 1);
    await chat.act(person, { kind: "start", payload: secret });
    const letters = [...TOKEN].map((letter) => letter.charCodeAt(0).toString(16));
    const spellings = [
      ...[TOKEN, secret, `https://api.telegram.org/bot${TOKEN}/getMe`, encodeURIComponent(TOKEN)],
      letters.map((code) => `%${code}`).join(""),
      letters.map((code) => `\\u00${code}`).join(""),
      `Basic ${Buffer.from(`bot:${TOKEN}`).toString("base64")}`,
    ];
    for (const spelling of spellings) {
      await chat.act(person, { kind: "say", text: spelling });
      await chat.callBot("sendMessage", { chat_id: person.id, text: spelling });
    }
    const { result } = await chat.callBot("getUpdates");
    for (const update of result as object[]) await call(chat.sandbox, "on_telegram_webhook", update);

    const range = "from=0&to=4000000000000";
    const paths = ["requests", `sources?${range}`, `sources.csv?${range}`, `people?${range}`, `people/${person.id}`];
    const asked = paths.map(async (path) => (await chat.ask("GET", `/api/page/${path}`)).body);
    const shown = JSON.stringify([await chat.conversation(person), await chat.chat(), ...(await Promise.all(asked))]);
    expect((await chat.conversation(person)).others).toHaveLength(1 + spellings.length);
    await chat.sandbox.close();
    const file = bytesOf(folder);
    for (const spelling of [...spellings, JSON.stringify(spellings[5]).slice(1, -1)]) {
      const written = spelling.replace("Basic ", "");
      expect([written, shown.includes(written), file.includes(written)]).toEqual([written, false, false]);
    }
  });

  test.for([
    ["POST", "/api/chat/actions", (key: string) => ({ bot: BOT, person: 1, action: { kind: key } })],
    ["POST", "/api/chat/crowd", (key: string) => ({ bot: BOT, payload: key })],
    ["POST", "/api/faults", (key: string) => ({ kind: key })],
    ["POST", "/api/page/links", (key: string) => ({ name: "Ad", code: key })],
  ] as const)(
    "says what was wrong with %s %s without the key that came",
    async ([method, path, bodyOf], { startChat }) => {
      const key = "kf83+secret/key";
      const chat = await startChat({ keys: [key] });
      const { status, body } = await chat.ask(method, path, bodyOf(key));
      expect({ status, body }).toMatchObject({ status: 400, body: { error: expect.stringContaining("kf8…") } });
      expect(JSON.stringify(body)).not.toContain(key);
    },
  );
});

describe("what the chat keeps", () => {
  test("stays within its bounds, whatever a bot sends", async ({ chat }) => {
    const person = await chat.addPerson();
    await chat.act(person, { kind: "start" });
    // Of a megabyte a call is refused; this is as much as one takes.
    const huge = "\u202e\u0000💥".repeat(1_000);
    const rubbish = {
      text: huge,
      caption: huge.slice(0, 1_000),
      title: huge,
      description: huge,
      payload: "p",
      currency: huge,
      prices: [{ label: huge, amount: 1e300 }],
      reply_markup: {
        inline_keyboard: Array.from({ length: 500 }, () => [{ text: huge.slice(0, 400), callback_data: "x" }]),
      },
    };
    for (const method of ["sendMessage", "sendInvoice", "sendPhoto", "sendNonsense"]) {
      await chat.callBot(method, { chat_id: person.id, ...rubbish });
    }
    const reply = await chat.conversation(person);
    expect(reply.messages.some(({ buttons }) => buttons.length > 0)).toBe(true);
    for (const { content, buttons } of reply.messages) {
      expect(JSON.stringify(content).length).toBeLessThan(12 * MOST_CHAT.textChars);
      expect(buttons.flat().length).toBeLessThanOrEqual(MOST_CHAT.buttons);
      for (const { text } of buttons.flat()) expect(text.length).toBeLessThanOrEqual(MOST_CHAT.nameChars);
    }
  });

  test("of one conversation are the newest messages and updates", () => {
    const conversation = new Conversation(1, 2);
    for (let index = 0; index < 3 * MOST_CHAT.messages; index++) {
      conversation.say({ messageId: index, at: index, from: "bot", content: { kind: "text", text: "x" } });
    }
    expect(conversation.messages).toHaveLength(MOST_CHAT.messages);
    expect(conversation.messages.at(-1)?.messageId).toBe(3 * MOST_CHAT.messages - 1);
  });

  test("weighs the bot's keyboard too, as long as it is shown", () => {
    const conversation = new Conversation(1, 2);
    const empty = conversation.bytes;
    const rows = [[{ kind: "text", text: "x".repeat(MOST_CHAT.nameChars) } as const]];
    const shown = { kind: "shown", keyboard: { rows, placeholder: "" }, isOneTime: true } as const;
    conversation.changeKeyboard(shown);
    const once = conversation.bytes;
    expect(once).toBeGreaterThan(empty + 2 * MOST_CHAT.nameChars);
    conversation.changeKeyboard(shown);
    expect(conversation.bytes).toBe(once);
    conversation.useKeyboard();
    expect(conversation.bytes).toBe(empty);
  });

  test("weighs no more than its bytes: the conversation longest without a word goes first", () => {
    const conversations = new Conversations();
    const text = "x".repeat(MOST_CHAT.textChars);
    for (let person = 1; person <= 200; person++) {
      for (let index = 0; index < 100; index++) {
        conversations.open(1, person).say({ messageId: 1, at: 0, from: "bot", content: { kind: "text", text } });
      }
      conversations.makeRoom();
    }
    const kept = Array.from({ length: 200 }, (_, index) => conversations.find(1, index + 1));
    const bytes = kept.reduce((sum, each) => sum + (each?.bytes ?? 0), 0);
    expect(bytes).toBeLessThanOrEqual(MOST_CHAT.bytes);
    expect(bytes).toBeGreaterThan(MOST_CHAT.bytes / 2);
    expect(kept[0]).toBeUndefined();
    expect(kept.at(-1)?.messages).toHaveLength(100);
  });
});
