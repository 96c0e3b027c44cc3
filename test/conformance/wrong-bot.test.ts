import { tracker as grammyTracker } from "@bot-tracker/grammy";
import { attach, tracker as botTracker, TrackerConfigError } from "@bot-tracker/node-telegram-bot-api";
import { tracker as telegrafTracker } from "@bot-tracker/telegraf";
import { Bot as GrammyBot } from "grammy";
import { Bot } from "node-telegram-bot-api";
import { TelegramBot } from "node-telegram-bot-api-1.2";
import { Telegraf } from "telegraf";
import { expect, test } from "vitest";

const OPTIONS = { tgtrack: "tg-key-5f0c6c1e9b" };
const grammy = new GrammyBot("1:a");
const telegraf = new Telegraf("1:a");
const bot2 = new Bot("1:a");
const legacy = new TelegramBot("1:a", { polling: false });

test("each adapter says which bot it takes when it is given another framework's, or none at all", () => {
  const cases: [() => unknown, string][] = [
    [() => grammyTracker({ ...OPTIONS, bot: telegraf as never }), "a grammY bot, such as new Bot(token)"],
    [() => telegrafTracker({ ...OPTIONS, bot: grammy as never }), "a Telegraf bot, such as new Telegraf(token)"],
    [() => telegrafTracker({ ...OPTIONS, bot: {} as never }), "a Telegraf bot"],
    [() => botTracker({ ...OPTIONS, bot: legacy as never }), "call attach(bot) instead"],
    [() => attach(bot2 as never, OPTIONS), "use bot.use(tracker({ bot }))"],
    [() => attach(undefined as never, OPTIONS), "a TelegramBot of node-telegram-bot-api 0.50 to 1.x"],
  ];
  for (const [make, message] of cases) {
    expect(make).toThrow(TrackerConfigError);
    expect(make).toThrow(message);
  }
});
