import type { BotHandle, SimulatorEvent, TelegramSimulator } from "@bot-tracker/telegram-simulator";
import { describe, expect, vi } from "vitest";
import { call, readBody, test } from "./simulator-test.ts";

const PERSON = { id: 7, first_name: "Anna" };

function record(telegram: TelegramSimulator): SimulatorEvent[] {
  const events: SimulatorEvent[] = [];
  telegram.subscribe((event) => events.push(event));
  return events;
}

/** Such as "update 1 message", one for each event but getUpdates. */
function summarise(events: readonly SimulatorEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === "call") return event.call.method === "getUpdates" ? [] : [`call ${event.call.method}`];
    if (event.kind === "bot") return [`bot ${event.bot.username}`];
    const more = event.kind === "update" ? ` ${event.updateKind}` : event.kind === "delivered" ? ` ${event.via}` : "";
    return [`${event.kind} ${event.updateId}${more}`];
  });
}

async function poll(bot: BotHandle, params: object = {}): Promise<void> {
  await call(bot, "getUpdates", params);
}

describe("subscribe", () => {
  test("tells of an update's way, from the hand that made it to its confirmation", async ({ telegram, bot }) => {
    const events = record(telegram);
    const id = bot.user(PERSON).start("ad_1");
    expect(summarise(events)).toEqual([`update ${id} message`]);
    expect(events[0]).toMatchObject({ isQueued: true, update: { update_id: id, message: { text: "/start ad_1" } } });
    await poll(bot);
    await poll(bot);
    await call(bot, "sendMessage", { chat_id: 7, text: "Welcome" });
    await poll(bot, { offset: id + 1 });
    expect(summarise(events).slice(1)).toEqual([
      `delivered ${id} poll`,
      `delivered ${id} poll`,
      "call sendMessage",
      `confirmed ${id}`,
    ]);
    const sent = events.find((event) => event.kind === "call" && event.call.method === "sendMessage");
    expect(sent).toMatchObject({
      bot: { id: bot.id },
      call: { chatId: 7, answer: { reply: { result: { message_id: 2 } } } },
    });
  });

  test("tells of a start by somebody who had blocked the bot as the two updates that it is", async ({
    telegram,
    bot,
  }) => {
    bot.user(PERSON).block();
    const events = record(telegram);
    const id = bot.user(PERSON).start();
    expect(summarise(events)).toEqual([`update ${id - 1} my_chat_member`, `update ${id} message`]);
  });

  test("tells of each attempt at a webhook", async ({ telegram, bot, listen }) => {
    const events = record(telegram);
    let count = 0;
    const url = await listen(async (request, response) => {
      await readBody(request);
      count += 1;
      response.writeHead(count < 2 ? 500 : 200).end();
    });
    await call(bot, "setWebhook", { url });
    const id = bot.user(PERSON).say("hi");
    await bot.waitUntilTaken();
    expect(summarise(events).slice(1)).toEqual([
      `update ${id} message`,
      `delivered ${id} webhook`,
      `delivered ${id} webhook`,
      `confirmed ${id}`,
    ]);
  });

  test("tells what allowed_updates hold back, and what the bot throws away", async ({ telegram }) => {
    const bot = telegram.addBot({ allowedUpdates: ["message"] });
    const events = record(telegram);
    bot.user(PERSON).block();
    bot.user(PERSON).start();
    await call(bot, "deleteWebhook", { drop_pending_updates: true });
    const held = events.filter((event) => event.kind === "update").map(({ isQueued }) => isQueued);
    expect(held).toEqual([false, false, true]);
    expect(summarise(events).slice(3)).toEqual(["dropped 3", "call deleteWebhook"]);
  });

  test("ends when it is told to, and a listener that throws harms nobody", async ({ telegram, bot }) => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const end = telegram.subscribe(() => {
      throw new Error("a mistake in the listener");
    });
    const events = record(telegram);
    bot.user(PERSON).say("hi");
    expect(printed).toHaveBeenCalledTimes(1);
    end();
    bot.user(PERSON).say("again");
    expect(printed).toHaveBeenCalledTimes(1);
    expect(events).toHaveLength(2);
    printed.mockRestore();
  });
});

describe("bots", () => {
  test("lists every bot, and a new one is told of", async ({ telegram, bot }) => {
    const events = record(telegram);
    const other = telegram.addBot({ username: "other_bot" });
    expect(telegram.bots().map(({ id }) => id)).toEqual([bot.id, other.id]);
    expect(summarise(events)).toEqual(["bot other_bot"]);
  });
});
