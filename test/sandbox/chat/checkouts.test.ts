import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { expect, onTestFinished, test, vi } from "vitest";
import { Chat } from "../../../packages/sandbox/src/chat/chat.ts";
import { BOT, TOKEN } from "./chat-test.ts";

/** A person who has been sent an invoice, in a chat whose timers the test ends. */
async function invoiced() {
  const telegram = await startTelegramSimulator({ onUnknownToken: "add-bot" });
  onTestFinished(() => telegram.close());
  const timers = new Map<() => void, number>();
  const onChange = vi.fn<() => void>();
  const chat = new Chat({
    telegram,
    nowMs: () => 0,
    later: (ms, callback) => {
      timers.set(callback, ms);
      return () => timers.delete(callback);
    },
    onChange,
  });
  const call = async (method: string, params: object = {}) => {
    const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(params) };
    const response = await fetch(`${telegram.apiRoot}/bot${TOKEN}/${method}`, request);
    return ((await response.json()) as { result: never }).result;
  };
  await call("getMe");
  const { id: person } = chat.people.make("en");
  const act = (action: Parameters<Chat["act"]>[0]["action"]) => chat.act({ bot: BOT, person, action });
  const send = async (currency: string) => {
    const words = { chat_id: person, title: "Course", description: "d", payload: "course-1", currency };
    const sent: { message_id: number } = await call("sendInvoice", { ...words, prices: [{ label: "x", amount: 100 }] });
    return sent.message_id;
  };
  const stateOf = (messageId: number) => {
    const content = chat.conversations.find(BOT, person)?.message(messageId)?.content;
    return content?.kind === "invoice" ? content.state.kind : undefined;
  };
  const questionId = async () => {
    const updates: { pre_checkout_query?: { id: string } }[] = await call("getUpdates", { limit: 100 });
    return updates.findLast((update) => update.pre_checkout_query)?.pre_checkout_query?.id;
  };
  const messageId = await send("RUB");
  return { telegram, chat, person, timers, onChange, call, act, send, stateOf, questionId, messageId };
}

test("a bot that says nothing for ten seconds has not agreed: a late answer takes no money, and one may pay again", async () => {
  const { act, call, messageId, onChange, questionId, stateOf, timers, chat, person } = await invoiced();
  act({ kind: "pay", messageId });
  expect(() => act({ kind: "pay", messageId })).toThrow("has yet to answer");
  expect([...timers.values()]).toEqual([10_000]);
  const late = await questionId();
  onChange.mockClear();
  for (const end of timers.keys()) end();
  expect(stateOf(messageId)).toBe("unanswered");
  expect(onChange).toHaveBeenCalledOnce();
  timers.clear();
  await call("answerPreCheckoutQuery", { pre_checkout_query_id: late, ok: true });
  expect(stateOf(messageId)).toBe("unanswered");

  act({ kind: "pay", messageId });
  await call("answerPreCheckoutQuery", { pre_checkout_query_id: await questionId(), ok: true });
  expect(stateOf(messageId)).toBe("paid");
  expect(timers.size).toBe(0);
  const paid = chat.conversations.find(BOT, person)?.messages.filter(({ content }) => content.kind === "paid");
  expect(paid).toHaveLength(1);
});

test("an invoice that no payment can be made of stays as it was", async () => {
  const { act, send, stateOf, timers } = await invoiced();
  const messageId = await send("RUBLES");
  expect(() => act({ kind: "pay", messageId })).toThrow("the currency");
  expect(stateOf(messageId)).toBe("open");
  expect(timers.size).toBe(0);
});

test("an invoice is paid only if the payment reaches the bot: who has blocked it meanwhile has not paid", async () => {
  const { act, call, chat, messageId, person, questionId, stateOf } = await invoiced();
  act({ kind: "pay", messageId });
  const id = await questionId();
  act({ kind: "block" });
  await call("answerPreCheckoutQuery", { pre_checkout_query_id: id, ok: true });
  expect(stateOf(messageId)).toBe("open");
  const { messages = [] } = chat.conversations.find(BOT, person) ?? {};
  expect(messages.map(({ content }) => content.kind)).not.toContain("paid");
});

test("a poll by itself is nothing new to show", async () => {
  const { call, onChange } = await invoiced();
  onChange.mockClear();
  await call("getUpdates", { timeout: 0 });
  expect(onChange).not.toHaveBeenCalled();
  await call("getMe");
  expect(onChange).toHaveBeenCalled();
});

test("who is one more than the simulator takes is refused in its words, and has not blocked the bot", async () => {
  const { act, chat, telegram } = await invoiced();
  act({ kind: "start" });
  const [bot] = telegram.bots();
  for (let id = 1; id < 50_000; id += 1) bot?.user({ id, first_name: "Anna" });
  expect(() => bot?.user({ id: 50_000, first_name: "Anna" })).toThrow(RangeError);
  const { id } = chat.people.make("en");
  expect(() => chat.act({ bot: BOT, person: id, action: { kind: "start" } })).toThrow(
    expect.objectContaining({ name: "SandboxError", message: expect.stringContaining("at most 50000 people") }),
  );
  expect(chat.hasBlocked(BOT, id)).toBe(false);
});
