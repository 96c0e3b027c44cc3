import { startBot as startGrammyBot } from "@bot-tracker/example-grammy";
import { startBot as startNodeTelegramBot } from "@bot-tracker/example-node-telegram-bot-api";
import { startBot as startTelegrafBot } from "@bot-tracker/example-telegraf";

/** The example bots that can be tried, by their framework. */
export const BOTS = {
  grammy: startGrammyBot,
  telegraf: startTelegrafBot,
  "node-telegram-bot-api": startNodeTelegramBot,
};

export type Framework = keyof typeof BOTS;
