import { tracker } from "@bot-tracker/grammy";
import { Bot } from "grammy";
import { BOT } from "../../support/updates.ts";
import { type BenchBot, type BenchBotOptions, COMMANDS } from "./bench-bot.ts";

export function openGrammyBot({ token, apiRoot, inFront, replies }: BenchBotOptions): BenchBot {
  const bot = new Bot(token, { client: { apiRoot }, botInfo: BOT as never });
  const installed = inFront.kind === "tracker" ? tracker({ ...inFront.options, bot }) : undefined;
  if (installed !== undefined) bot.use(installed);
  if (inFront.kind === "empty-middleware") bot.use((_ctx, next) => next());
  for (const command of COMMANDS) bot.command(command, () => {});
  bot.on("message:text", (ctx) => (replies ? ctx.reply("Hello") : undefined));
  return {
    handleUpdate: (update) => bot.handleUpdate(update as never),
    tracker: installed?.tracker,
  };
}
