import { tracker } from "@bot-tracker/telegraf";
import { Telegraf } from "telegraf";
import { BOT } from "../../support/updates.ts";
import { type BenchBot, type BenchBotOptions, COMMANDS } from "./bench-bot.ts";

export function openTelegrafBot({ token, apiRoot, inFront, replies }: BenchBotOptions): BenchBot {
  const bot = new Telegraf(token, { telegram: { apiRoot } });
  bot.botInfo = BOT as never;
  const installed = inFront.kind === "tracker" ? tracker({ ...inFront.options, bot }) : undefined;
  if (installed !== undefined) bot.use(installed);
  if (inFront.kind === "empty-middleware") bot.use((_ctx, next) => next());
  for (const command of COMMANDS) bot.command(command, () => {});
  bot.on("text", (ctx) => (replies ? ctx.reply("Hello") : undefined));
  return {
    handleUpdate: (update) => bot.handleUpdate(update as never),
    tracker: installed?.tracker,
  };
}
