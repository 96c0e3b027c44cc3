import type { BotHandle } from "@bot-tracker/telegram-simulator";
import { describe, expect } from "vitest";
import { call, test } from "./simulator-test.ts";

const PERSON = { id: 7, first_name: "Anna", username: "anna", language_code: "ru" };
const FROM = { ...PERSON, is_bot: false };
const CHAT = { id: 7, first_name: "Anna", username: "anna", type: "private" };

/** What the bot would get now, without the ids; confirmed at once. */
async function fetchUpdates(bot: BotHandle): Promise<unknown[]> {
  const reply = await call(bot, "getUpdates");
  const updates = (reply.ok ? reply.result : []) as { update_id: number }[];
  await call(bot, "getUpdates", { offset: (updates.at(-1)?.update_id ?? 0) + 1 });
  return updates.map(({ update_id: _, ...content }) => content);
}

describe("a simulated person", () => {
  test("starts the bot, with and without a payload", async ({ bot }) => {
    bot.user(PERSON).start();
    bot.user(PERSON).start("ad_1");
    const entities = [{ offset: 0, length: 6, type: "bot_command" }];
    const date = expect.any(Number);
    expect(await fetchUpdates(bot)).toEqual([
      { message: { message_id: 1, from: FROM, chat: CHAT, date, text: "/start", entities } },
      { message: { message_id: 2, from: FROM, chat: CHAT, date, text: "/start ad_1", entities } },
    ]);
  });

  test("blocks and unblocks the bot, which then cannot and can write to them", async ({ bot }) => {
    const anna = bot.user(PERSON);
    const send = () => call(bot, "sendMessage", { chat_id: 7, text: "hi" });
    anna.block();
    expect(anna.hasBlocked).toBe(true);
    expect(await send()).toMatchObject({ error_code: 403, description: "Forbidden: bot was blocked by the user" });
    expect(() => anna.say("hi")).toThrow("they have blocked the bot");
    anna.unblock();
    expect(await send()).toMatchObject({ ok: true });
    const self = { user: { id: bot.id, is_bot: true, username: "shop_bot" } };
    const member = { ...self, status: "member" };
    const kicked = { ...self, status: "kicked", until_date: 0 };
    expect(await fetchUpdates(bot)).toMatchObject([
      { my_chat_member: { chat: CHAT, from: FROM, old_chat_member: member, new_chat_member: kicked } },
      { my_chat_member: { chat: CHAT, from: FROM, old_chat_member: kicked, new_chat_member: member } },
    ]);
    expect(anna.received()).toHaveLength(1);
  });

  test("unblocks first when they start a bot they have blocked", async ({ bot }) => {
    bot.user(PERSON).block();
    bot.user(PERSON).start();
    const kinds = (await fetchUpdates(bot)).map((update) => Object.keys(update as object)[0]);
    expect(kinds).toEqual(["my_chat_member", "my_chat_member", "message"]);
  });

  test("presses the button the bot sent", async ({ bot }) => {
    const reply_markup = { inline_keyboard: [[{ text: "Buy", callback_data: "buy" }]] };
    await call(bot, "sendMessage", { chat_id: 7, text: "Look", reply_markup });
    await call(bot, "sendMessage", { chat_id: 7, text: "Something else" });
    bot.user(PERSON).press("buy");
    const message = { message_id: 1, text: "Look", reply_markup, from: { id: bot.id } };
    expect(await fetchUpdates(bot)).toMatchObject([{ callback_query: { from: FROM, data: "buy", message } }]);
  });

  test("shares their phone, checks out and pays", async ({ bot }) => {
    const anna = bot.user(PERSON);
    const payment = { currency: "RUB", total_amount: 150_000, payload: "course" };
    anna.sendContact("+79990001122");
    anna.checkOut(payment);
    anna.pay(payment);
    const invoice = { currency: "RUB", total_amount: 150_000, invoice_payload: "course" };
    expect(await fetchUpdates(bot)).toMatchObject([
      { message: { contact: { phone_number: "+79990001122", first_name: "Anna", user_id: 7 } } },
      { pre_checkout_query: { id: expect.any(String), from: FROM, ...invoice } },
      { message: { successful_payment: { ...invoice, telegram_payment_charge_id: expect.any(String) } } },
    ]);
  });

  test("receives what was sent to them and nothing else", async ({ bot }) => {
    const anna = bot.user(PERSON);
    await call(bot, "sendMessage", { chat_id: 7, text: "one" });
    await call(bot, "sendChatAction", { chat_id: 7, action: "typing" });
    await call(bot, "sendMessage", { chat_id: 8, text: "to another" });
    expect(anna.received().map((sent) => sent.params.text)).toEqual(["one"]);
  });
});
