import { tracker as grammyTracker } from "@bot-tracker/grammy";
import { tracker as maxTracker } from "@bot-tracker/max";
import { attach, tracker as botTracker, TrackerConfigError } from "@bot-tracker/node-telegram-bot-api";
import { tracker as telegrafTracker } from "@bot-tracker/telegraf";
import { Bot as MaxBot } from "@maxhub/max-bot-api";
import { Bot as GrammyBot } from "grammy";
import { Bot } from "node-telegram-bot-api";
import { TelegramBot } from "node-telegram-bot-api-1.2";
import { Telegraf } from "telegraf";
import { afterEach, expect, test, vi } from "vitest";

const OPTIONS = { tgtrack: "tg-key-5f0c6c1e9b" };
const grammy = new GrammyBot("1:a");
const telegraf = new Telegraf("1:a");
const bot2 = new Bot("1:a");
const max = new MaxBot("a");
const legacy = new TelegramBot("1:a", { polling: false });

afterEach(() => void vi.unstubAllEnvs());

test("each adapter says which bot it takes when it is given another framework's, or none at all", () => {
  const cases: [() => unknown, string][] = [
    [() => grammyTracker({ ...OPTIONS, bot: telegraf as never }), "a grammY bot, such as new Bot(token)"],
    [() => telegrafTracker({ ...OPTIONS, bot: grammy as never }), "a Telegraf bot, such as new Telegraf(token)"],
    [() => telegrafTracker({ ...OPTIONS, bot: {} as never }), "a Telegraf bot"],
    [() => botTracker({ ...OPTIONS, bot: legacy as never }), "call attach(bot) instead"],
    [() => attach(bot2 as never, OPTIONS), "use bot.use(tracker({ bot }))"],
    [() => maxTracker({ ...OPTIONS, bot: grammy as never }), "a bot of @maxhub/max-bot-api, such as new Bot(token)"],
    [() => grammyTracker({ ...OPTIONS, bot: max as never }), "a grammY bot"],
    [() => attach(undefined as never, OPTIONS), "a TelegramBot of node-telegram-bot-api 0.50 to 1.x"],
  ];
  for (const [make, message] of cases) {
    expect(make).toThrow(TrackerConfigError);
    expect(make).toThrow(message);
  }
});

const ADAPTERS = [
  { name: "grammY", tracker: grammyTracker, bot: grammy, stranger: telegraf },
  { name: "Telegraf", tracker: telegrafTracker, bot: telegraf, stranger: grammy },
  { name: "node-telegram-bot-api 2", tracker: botTracker, bot: bot2, stranger: legacy },
  { name: "MAX", tracker: maxTracker, bot: max, stranger: grammy },
];

test.for(ADAPTERS)(
  "$name: a bot given in place of the options is told to stand in them",
  ({ tracker, bot, stranger }) => {
    expect(() => tracker(bot as never)).toThrow(TrackerConfigError);
    expect(() => tracker(bot as never)).toThrow("as in bot.use(tracker({ bot })).");
    expect(() => tracker(stranger as never)).toThrow("Expected `bot` to be a");
  },
);

test.for(["", "1"])(
  "`bot.use(tracker)` says at the first update that tracker is to be called, BOT_TRACKER_DISABLED=%s",
  async (disabled) => {
    vi.stubEnv("BOT_TRACKER_DISABLED", disabled);
    const update = { update_id: 1, message: { message_id: 1, date: 1, text: "x", chat: { id: 1, type: "private" } } };
    const me = { id: 1, is_bot: true, first_name: "b", username: "b_bot" };
    const [onGrammy, onTelegraf, onBot] = [
      new GrammyBot("1:a", { botInfo: me as never }),
      new Telegraf("1:a"),
      new Bot("1:a"),
    ];
    onGrammy.use(grammyTracker as never);
    onTelegraf.use(telegrafTracker as never);
    onTelegraf.botInfo = me as never;
    onTelegraf.catch((error) => {
      throw error;
    });
    onBot.use(botTracker as never);
    onBot.catch((error: unknown) => {
      throw error;
    });
    for (const bot of [onGrammy, onTelegraf, onBot]) {
      await expect(bot.handleUpdate(structuredClone(update) as never)).rejects.toThrow(
        "Call it, as in bot.use(tracker({ bot })).",
      );
    }
  },
);
