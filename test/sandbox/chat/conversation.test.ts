import { describe, expect } from "vitest";
import type { ChatPerson, ConversationReply } from "../../../packages/sandbox/src/wire/chat.ts";
import { BOT, type ChatSandbox, test } from "./chat-test.ts";

/** Everything that waits for the bot, as its poll gets it. */
async function poll({ callBot }: ChatSandbox): Promise<Record<string, never>[]> {
  const { result } = await callBot("getUpdates", { limit: 100 });
  const updates = result as { update_id: number }[];
  const last = updates.at(-1);
  if (last !== undefined) await callBot("getUpdates", { offset: last.update_id + 1 });
  return updates as never;
}

async function started(chat: ChatSandbox): Promise<ChatPerson> {
  const person = await chat.addPerson();
  await chat.act(person, { kind: "start" });
  return person;
}

const contents = ({ messages }: ConversationReply) => messages.map(({ from, content }) => ({ from, ...content }));

describe("a conversation", () => {
  test("shows what a person and the bot say", async ({ chat }) => {
    const person = await started(chat);
    await chat.callBot("sendMessage", { chat_id: person.id, text: "Welcome" });
    await chat.act(person, { kind: "say", text: "Hello" });

    expect(contents(await chat.conversation(person))).toEqual([
      { from: "person", kind: "text", text: "/start" },
      { from: "bot", kind: "text", text: "Welcome" },
      { from: "person", kind: "text", text: "Hello" },
    ]);
  });

  test("shows buttons, presses the one at a place, and what the bot answers to it", async ({ chat }) => {
    const person = await started(chat);
    await chat.callBot("sendMessage", {
      chat_id: person.id,
      text: "Choose",
      reply_markup: {
        inline_keyboard: [
          [
            { text: "One", callback_data: "1" },
            { text: "Two", callback_data: "2" },
          ],
          [{ text: "Site", url: "https://example.com/" }],
          [{ text: "Bad", url: "javascript:alert(1)" }],
        ],
      },
    });
    const [, sent] = (await chat.conversation(person)).messages;
    expect(sent?.buttons).toEqual([
      [
        { kind: "callback", text: "One", data: "1" },
        { kind: "callback", text: "Two", data: "2" },
      ],
      [{ kind: "url", text: "Site", url: "https://example.com/" }],
      [{ kind: "other", text: "Bad", what: "url" }],
    ]);
    await chat.act(person, { kind: "press", messageId: sent?.messageId ?? 0, row: 0, column: 1 });
    const query = (await poll(chat)).at(-1)?.["callback_query"] as unknown as { id: string; data: string };
    expect(query.data).toBe("2");
    await chat.callBot("answerCallbackQuery", { callback_query_id: query.id, text: "Noted" });

    expect(contents(await chat.conversation(person)).slice(2)).toEqual([
      { from: "service", kind: "pressed", button: "Two" },
      { from: "service", kind: "notice", text: "Noted" },
    ]);
  });

  test("shows the bot's keyboard until it is used once or taken away", async ({ chat }) => {
    const person = await started(chat);
    const keyboard = [["Menu", { text: "My number", request_contact: true }]];
    const show = (more: object) =>
      chat.callBot("sendMessage", { chat_id: person.id, text: "?", reply_markup: { keyboard, ...more } });
    await show({});
    expect((await chat.conversation(person)).keyboard?.rows).toEqual([
      [
        { kind: "text", text: "Menu" },
        { kind: "contact", text: "My number" },
      ],
    ]);
    await chat.act(person, { kind: "say", text: "Menu" });
    expect((await chat.conversation(person)).keyboard).not.toBeNull();
    await show({ one_time_keyboard: true });
    await chat.act(person, { kind: "contact" });
    expect((await chat.conversation(person)).keyboard).toBeNull();
    await show({});
    await chat.callBot("sendMessage", { chat_id: person.id, text: "x", reply_markup: { remove_keyboard: true } });
    expect((await chat.conversation(person)).keyboard).toBeNull();
  });

  test("shows edits and deletions as such", async ({ chat }) => {
    const person = await started(chat);
    const send = (text: string) => chat.callBot("sendMessage", { chat_id: person.id, text });
    const [first, second] = [await send("one"), await send("two")] as unknown as { result: { message_id: number } }[];
    const { message_id: firstId = 0 } = first?.result ?? {};
    const { message_id: secondId = 0 } = second?.result ?? {};
    await chat.callBot("editMessageText", { chat_id: person.id, message_id: firstId, text: "edited" });
    await chat.callBot("deleteMessage", { chat_id: person.id, message_id: secondId });

    expect((await chat.conversation(person)).messages.slice(1)).toMatchObject([
      { content: { kind: "text", text: "edited" }, isEdited: true, isDeleted: false },
      { content: { kind: "text", text: "two" }, isEdited: false, isDeleted: true },
    ]);
  });

  test("shows pictures and other files by their kind, and an album one by one", async ({ chat }) => {
    const person = await started(chat);
    await chat.callBot("sendPhoto", { chat_id: person.id, photo: "x", caption: "Look" });
    await chat.callBot("sendMediaGroup", { chat_id: person.id, media: [{ type: "photo" }, { type: "video" }] });

    expect(contents(await chat.conversation(person)).slice(1)).toMatchObject([
      { kind: "media", media: "photo", caption: "Look" },
      { kind: "media", media: "photo" },
      { kind: "media", media: "video" },
    ]);
  });

  test("an invoice is paid once the bot agrees, and not when it does not", async ({ chat }) => {
    const person = await started(chat);
    const invoice = { chat_id: person.id, title: "Course", description: "d", payload: "course-1", currency: "RUB" };
    await chat.callBot("sendInvoice", { ...invoice, prices: [{ label: "Course", amount: 149_000 }] });
    const messageId = (await chat.conversation(person)).messages.at(-1)?.messageId ?? 0;
    const state = async () => {
      const sent = (await chat.conversation(person)).messages.find((message) => message.messageId === messageId);
      return sent?.content.kind === "invoice" ? sent.content.state : undefined;
    };
    const question = async () => {
      await chat.act(person, { kind: "pay", messageId });
      expect(await state()).toEqual({ kind: "asked" });
      return (await poll(chat)).at(-1)?.["pre_checkout_query"] as unknown as { id: string; invoice_payload: string };
    };

    const first = await question();
    expect(first.invoice_payload).toBe("course-1");
    const answer = { pre_checkout_query_id: first.id, ok: false, error_message: "Sold out" };
    await chat.callBot("answerPreCheckoutQuery", answer);
    expect(await state()).toEqual({ kind: "refused", reason: "Sold out" });

    const second = await question();
    await chat.callBot("answerPreCheckoutQuery", { pre_checkout_query_id: second.id, ok: true });
    expect(await state()).toEqual({ kind: "paid" });
    const paid = (await poll(chat)).at(-1)?.["message"] as unknown as { successful_payment: object };
    expect(paid.successful_payment).toMatchObject({ total_amount: 149_000, invoice_payload: "course-1" });
    expect(contents(await chat.conversation(person)).at(-1)).toEqual({
      from: "service",
      kind: "paid",
      currency: "RUB",
      amount: 149_000,
      exponent: 2,
    });
  });

  test.for([
    ["IQD", "1.49 IQD"],
    ["JPY", "1490 JPY"],
    ["HUF", "14.9 HUF"],
    ["XTR", "1490 XTR"],
  ] as const)(
    "shows a price in %s as Telegram does, whose digits differ from Intl's",
    async ([currency, sum], { chat }) => {
      const person = await started(chat);
      const invoice = { chat_id: person.id, title: "Course", description: "d", payload: "p", currency };
      await chat.callBot("sendInvoice", { ...invoice, prices: [{ label: "Course", amount: 1_490 }] });
      const messageId = (await chat.conversation(person)).messages.at(-1)?.messageId ?? 0;
      await chat.act(person, { kind: "pay", messageId });
      expect((await chat.conversation(person)).updates[0]?.gist).toBe(sum);
    },
  );

  test("shows a block, what it makes fail, and the unblock that START brings", async ({ chat }) => {
    const person = await started(chat);
    await chat.act(person, { kind: "block" });
    await chat.callBot("sendMessage", { chat_id: person.id, text: "Are you there?" });
    const refused = await chat.ask("POST", "/api/chat/actions", {
      bot: BOT,
      person: person.id,
      action: { kind: "say", text: "hi" },
    });
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining("blocked the bot") } });
    await chat.act(person, { kind: "start", payload: "ad_2" });

    expect(contents(await chat.conversation(person)).slice(1)).toEqual([
      { from: "service", kind: "blocked" },
      {
        from: "service",
        kind: "failed",
        method: "sendMessage",
        code: 403,
        description: "Forbidden: bot was blocked by the user",
      },
      { from: "service", kind: "unblocked" },
      { from: "person", kind: "text", text: "/start ad_2" },
    ]);
  });

  test("of each person with each bot is one of its own", async ({ chat }) => {
    const other = 7_000_000_888;
    await chat.callBot("getMe", {}, `${other}:SIMULATED-two`);
    const [anna, boris] = [await started(chat), await started(chat)];
    await chat.ask("POST", "/api/chat/actions", { bot: other, person: anna.id, action: { kind: "say", text: "two" } });

    expect(contents(await chat.conversation(anna))).toMatchObject([{ text: "/start" }]);
    expect(contents(await chat.conversation(anna, other))).toMatchObject([{ text: "two" }]);
    expect(contents(await chat.conversation(boris))).toHaveLength(1);
    expect((await chat.chat()).bots.map(({ id }) => id)).toEqual([other, BOT]);
  });

  test("is gone after a reset, and so are the people", async ({ chat }) => {
    const person = await started(chat);
    chat.sandbox.reset();

    expect((await chat.chat()).people).toEqual([]);
    expect((await chat.ask("GET", `/api/chat/conversation?bot=${BOT}&person=${person.id}`)).status).toBe(404);
  });
});

describe("an update in the chat", () => {
  test("says what the tracker makes of it, and whether the bot has it", async ({ chat }) => {
    const person = await chat.addPerson();
    await chat.act(person, { kind: "start", payload: "PJ1" });
    const [waiting] = (await chat.conversation(person)).updates;
    expect(waiting).toMatchObject({ delivery: "waiting", gist: "/start PJ1" });
    await poll(chat);
    await chat.act(person, { kind: "say", text: "hi" });
    await chat.act(person, { kind: "block" });
    await chat.act(person, { kind: "unblock" });

    const { updates } = await chat.conversation(person);
    expect(updates.toReversed().map(({ rule, delivery }) => ({ rule, delivery }))).toEqual([
      { rule: { kind: "start", payload: "PJ1", payloadKind: "deep-link" }, delivery: "taken" },
      { rule: { kind: "activity", of: "message" }, delivery: "waiting" },
      { rule: { kind: "stop" }, delivery: "waiting" },
      { rule: { kind: "unblock" }, delivery: "waiting" },
    ]);
  });

  test("that the bot's allowed_updates leave out is said to be held, and a dropped one to be dropped", async ({
    chat,
  }) => {
    await chat.callBot("getUpdates", { allowed_updates: ["message"] });
    const person = await started(chat);
    await chat.act(person, { kind: "block" });
    await chat.callBot("deleteWebhook", { drop_pending_updates: true });

    const { updates } = await chat.conversation(person);
    expect(updates.toReversed().map(({ delivery }) => delivery)).toEqual(["dropped", "held"]);
  });
});
