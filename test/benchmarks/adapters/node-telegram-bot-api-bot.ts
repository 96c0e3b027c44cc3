import { tracker } from "@bot-tracker/node-telegram-bot-api";
import { Bot } from "node-telegram-bot-api";
import { USER_ID } from "../../support/updates.ts";
import { type BenchBot, type BenchBotOptions, COMMANDS } from "./bench-bot.ts";

export function openNodeTelegramBotApiBot({ token, apiRoot, inFront, replies }: BenchBotOptions): BenchBot {
  const bot = new Bot(token, { apiRoot });
  const installed = inFront.kind === "tracker" ? tracker({ ...inFront.options, bot }) : undefined;
  if (installed !== undefined) bot.use(installed);
  if (inFront.kind === "empty-middleware") bot.use((_ctx, next) => next());
  for (const command of COMMANDS) bot.command(command, () => {});
  bot.on("message", async (ctx) => {
    if (replies) await ctx.api.sendMessage({ chat_id: USER_ID, text: "Hello" });
  });
  return {
    handleUpdate: (update) => bot.handleUpdate(update as never),
    tracker: installed?.tracker,
  };
}
