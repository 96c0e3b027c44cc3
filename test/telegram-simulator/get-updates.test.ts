import { describe, expect } from "vitest";
import { call, test, updateIds } from "./simulator-test.ts";

const PERSON = { id: 7, first_name: "Anna" };

describe("getUpdates", () => {
  test("gives an update as the very text it was fed as", async ({ bot }) => {
    const text = '{ "update_id": 9,  "message": {"text":"h\\u0069", "one_day_new": 1.0} }';
    bot.sendRawUpdate(text);
    const response = await fetch(`${bot.apiRoot}/bot${bot.token}/getUpdates`);
    expect(await response.text()).toBe(`{"ok":true,"result":[${text}]}`);
  });

  test("waits for an update and answers with a burst as one batch", async ({ bot }) => {
    const poll = call(bot, "getUpdates", { timeout: 30 });
    await bot.waitForCall("getUpdates");
    const ids = [bot.user(PERSON).say("one"), bot.user(PERSON).say("two")];
    expect(updateIds(await poll)).toEqual(ids);
  });

  test("gives the same updates again until an offset confirms them", async ({ bot }) => {
    const [first, second] = [bot.user(PERSON).say("one"), bot.user(PERSON).say("two")];
    expect(updateIds(await call(bot, "getUpdates"))).toEqual([first, second]);
    expect(updateIds(await call(bot, "getUpdates", { limit: 1 }))).toEqual([first]);
    expect(updateIds(await call(bot, "getUpdates", { offset: second }))).toEqual([second]);
    expect(bot.pendingUpdates()).toBe(1);
    expect(updateIds(await call(bot, "getUpdates", { offset: second + 1 }))).toEqual([]);
    expect(bot.pendingUpdates()).toBe(0);
  });

  test("forgets all but the last updates for a negative offset", async ({ bot }) => {
    const ids = ["one", "two", "three"].map((text) => bot.user(PERSON).say(text));
    expect(updateIds(await call(bot, "getUpdates", { offset: -1 }))).toEqual(ids.slice(-1));
    expect(bot.pendingUpdates()).toBe(1);
  });

  test("ends the waiting poll with 409 when a second one begins to wait", async ({ bot }) => {
    const first = call(bot, "getUpdates", { timeout: 30 });
    await bot.waitForCall("getUpdates");
    const second = call(bot, "getUpdates", { timeout: 30 });
    expect(await first).toMatchObject({ ok: false, error_code: 409, description: /terminated by other getUpdates/ });
    const id = bot.user(PERSON).say("hi");
    expect(updateIds(await second)).toEqual([id]);
  });

  test("keeps an update whose poll hung up for the next poll", async ({ bot }) => {
    const hangUp = new AbortController();
    const abandoned = call(bot, "getUpdates", { timeout: 30 }, hangUp.signal);
    await bot.waitForCall("getUpdates");
    hangUp.abort();
    await expect(abandoned).rejects.toThrow();
    await bot.waitForCall((made) => made.answer?.kind === "dropped");
    const id = bot.user(PERSON).say("hi");
    expect(updateIds(await call(bot, "getUpdates", { timeout: 30 }))).toEqual([id]);
  });

  test("is refused with 409 while a webhook is set, and ended by setWebhook", async ({ bot }) => {
    const poll = call(bot, "getUpdates", { timeout: 30 });
    await bot.waitForCall("getUpdates");
    await call(bot, "setWebhook", { url: "http://127.0.0.1:1/" });
    expect(await poll).toMatchObject({ error_code: 409, description: "Conflict: terminated by setWebhook request" });
    expect(await call(bot, "getUpdates")).toMatchObject({ error_code: 409, description: /while webhook is active/ });
    await call(bot, "deleteWebhook");
    expect(await call(bot, "getUpdates")).toEqual({ ok: true, result: [] });
  });

  test("gives a redelivered update under its old id, though it was confirmed", async ({ bot }) => {
    const [first, second] = [bot.user(PERSON).say("one"), bot.user(PERSON).say("two")];
    await call(bot, "getUpdates", { offset: second + 1 });
    bot.redeliver(first);
    expect(updateIds(await call(bot, "getUpdates", { offset: second + 1 }))).toEqual([first]);
    expect(updateIds(await call(bot, "getUpdates", { offset: first + 1 }))).toEqual([]);
    expect(() => bot.redeliver(999)).toThrow("Expected the id of an update sent earlier, and 999 never was.");
  });
});

describe("allowed_updates", () => {
  const member = { my_chat_member: { chat: { id: 7, type: "private" } } };
  const stranger = { chat_member: { chat: { id: -1, type: "group" } } };

  async function shown(bot: Parameters<typeof call>[0]): Promise<unknown> {
    const info = await call(bot, "getWebhookInfo");
    return info.ok && (info.result as { allowed_updates?: string[] }).allowed_updates;
  }

  test("leaves chat_member and reactions out by default, and lets unknown kinds through", async ({ bot }) => {
    bot.sendUpdate(stranger);
    bot.sendUpdate({ message_reaction: {} });
    const ids = [bot.sendUpdate(member), bot.sendUpdate({ kind_of_2031: {} })];
    expect(updateIds(await call(bot, "getUpdates"))).toEqual(ids);
    expect(await shown(bot)).toBeUndefined();
  });

  test("sticks: a call without it keeps what an earlier call asked for", async ({ bot }) => {
    await call(bot, "getUpdates", { allowed_updates: ["message"] });
    await call(bot, "getUpdates", {});
    bot.sendUpdate(member);
    expect(bot.pendingUpdates()).toBe(0);
    expect(await shown(bot)).toEqual(["message"]);
    await call(bot, "deleteWebhook");
    expect(await shown(bot)).toEqual(["message"]);
  });

  test("goes back to the default set for [] and for unknown names only", async ({ telegram }) => {
    for (const allowed_updates of [[], ["no_such_kind"], "[]"]) {
      const bot = telegram.addBot({ allowedUpdates: ["message"] });
      expect(await shown(bot)).toEqual(["message"]);
      await call(bot, "getUpdates", { allowed_updates });
      expect(await shown(bot)).toBeUndefined();
    }
  });

  test("is shared by setWebhook and getUpdates and may be a JSON text", async ({ bot }) => {
    await call(bot, "setWebhook", { url: "http://127.0.0.1:1/", allowed_updates: '["chat_member","no_such_kind"]' });
    expect(await shown(bot)).toEqual(["chat_member"]);
    bot.sendUpdate(stranger);
    expect(bot.pendingUpdates()).toBe(1);
  });
});
