import { type DeliveryEvent, type TrackerFlavor, tracker } from "@bot-tracker/grammy";
import { redisOutbox } from "@bot-tracker/redis";
import { Bot, type Context } from "grammy";
import type { Settings } from "./settings.ts";

/** A bot that runs in many processes on many machines at once. */
export function createBot(
  { botToken, redisUrl, redisPrefix, telegramApiUrl }: Settings,
  onDelivery: (event: DeliveryEvent) => void = () => undefined,
) {
  const bot = new Bot<Context & TrackerFlavor>(botToken, {
    client: { ...(telegramApiUrl && { apiRoot: telegramApiUrl }) },
  });

  // One outbox and one quota for all of them: an update delivered to two machines counts once.
  const outbox = redisOutbox({ url: redisUrl, ...(redisPrefix && { prefix: redisPrefix }) });
  const tracking = tracker({ bot, outbox, onDelivery });
  bot.use(tracking);

  bot.command("start", (ctx) => ctx.reply(`Привет, ${ctx.from?.first_name ?? "друг"}! Напишите /pay, чтобы купить.`));
  bot.command("pay", async (ctx) => {
    ctx.tracker.trackEvent("sale", { amount: 1490, result: "success" });
    await ctx.reply("Спасибо, всё оплачено!");
  });

  return { bot, tracker: tracking.tracker };
}
