import { contactShared, payments, type TrackerFlavor, tracker } from "@bot-tracker/grammy";
import { Bot, type Context, InlineKeyboard, Keyboard } from "grammy";
import type { Settings } from "./settings.ts";
import { BUTTONS, COURSE, TEXTS } from "./texts.ts";

/** The bot's own events: a misspelt name or property does not compile. */
interface Events {
  lesson: { number: number };
}

type BotContext = Context & TrackerFlavor<Events>;

/** A small school: a start from an ad, a lesson, a phone number, a payment. */
export function createBot({ botToken, paymentToken, telegramApiUrl }: Settings) {
  const bot = new Bot<BotContext>(botToken, { client: { ...(telegramApiUrl && { apiRoot: telegramApiUrl }) } });
  const currency = paymentToken === undefined ? "XTR" : "RUB";

  // From here on, starts, blocks and attendance are reported, and so are payments and shared phone numbers.
  const tracking = tracker<Events>({ bot, autoEvents: [payments({ currency }), contactShared({ goal: "phone" })] });
  bot.use(tracking);

  bot.command("start", async (ctx) => {
    const cameByAd = ctx.tracker.start !== undefined && ctx.tracker.start.payload !== "";
    const greeting = TEXTS.greeting(ctx.from?.first_name ?? "друг");
    await ctx.reply(cameByAd ? `${greeting}\n\n${TEXTS.adBonus}` : greeting, {
      reply_markup: new InlineKeyboard().text(BUTTONS.lesson, "lesson:1"),
    });
  });

  bot.callbackQuery("lesson:1", async (ctx) => {
    ctx.tracker.trackEvent("lesson", { number: 1, result: "success" });
    await ctx.answerCallbackQuery();
    await ctx.reply(TEXTS.lesson, { reply_markup: new InlineKeyboard().text(BUTTONS.buy, "buy") });
    await ctx.reply(TEXTS.askPhone, { reply_markup: new Keyboard().requestContact(BUTTONS.phone).resized().oneTime() });
  });

  bot.on("message:contact", (ctx) => ctx.reply(TEXTS.phoneSaved, { reply_markup: { remove_keyboard: true } }));

  bot.callbackQuery("buy", async (ctx) => {
    // With a key, the goal counts once per person, however often the button is pressed.
    ctx.tracker.reachGoal("checkout", { key: "course" });
    await ctx.answerCallbackQuery();
    const amount = currency === "RUB" ? COURSE.priceRub * 100 : COURSE.priceStars;
    const prices = [{ label: COURSE.title, amount }];
    await ctx.replyWithInvoice(COURSE.title, TEXTS.invoiceDescription, "course", currency, prices, {
      ...(paymentToken !== undefined && { provider_token: paymentToken }),
    });
  });

  // Telegram only takes the money if this is answered within 10 seconds.
  bot.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery(true));
  bot.on("message:successful_payment", (ctx) => ctx.reply(TEXTS.paid));
  bot.on("message:text", (ctx) => ctx.reply(TEXTS.hint));

  // Without this, a reply to somebody who has just blocked the bot would stop the bot.
  bot.catch(({ error }) => console.error(error instanceof Error ? error.message : error));

  return { bot, tracker: tracking.tracker };
}
