import { contactShared, payments, tracker, trackerOf } from "@bot-tracker/node-telegram-bot-api";
import { Bot, type Context, InlineKeyboardBuilder, ReplyKeyboardBuilder } from "node-telegram-bot-api";
import type { Settings } from "./settings.ts";
import { BUTTONS, COURSE, TEXTS } from "./texts.ts";

/** The bot's own events: a misspelt name or property does not compile. */
interface Events {
  lesson: { number: number };
}

/** A guitar school: a start from an ad, a lesson, a phone number, a payment. */
export function createBot({ botToken, paymentToken, telegramApiUrl }: Settings) {
  const bot = new Bot(botToken, { ...(telegramApiUrl && { apiRoot: telegramApiUrl }) });
  const currency = paymentToken === undefined ? "XTR" : "RUB";

  // From here on, starts, blocks and attendance are reported, and so are payments and shared phone numbers.
  const tracking = tracker<Events>({ bot, autoEvents: [payments({ currency }), contactShared({ goal: "phone" })] });
  bot.use(tracking);

  bot.command("start", (ctx) =>
    ctx.reply(TEXTS.greeting, { reply_markup: new InlineKeyboardBuilder().text(BUTTONS.lesson, "lesson:1").build() }),
  );

  bot.on("callback_query", async (ctx, next) => {
    await ctx.answerCallbackQuery();
    if (ctx.callbackQuery?.data === "lesson:1") await giveLesson(ctx);
    else if (ctx.callbackQuery?.data === "buy") await offerCourse(ctx);
    else await next();
  });

  async function giveLesson(ctx: Context): Promise<void> {
    trackerOf<Events>(ctx).trackEvent("lesson", { number: 1, result: "success" });
    await ctx.reply(TEXTS.lesson, { reply_markup: new InlineKeyboardBuilder().text(BUTTONS.buy, "buy").build() });
    const askForPhone = new ReplyKeyboardBuilder().requestContact(BUTTONS.phone);
    await ctx.reply(TEXTS.askPhone, {
      reply_markup: askForPhone.build({ resize_keyboard: true, one_time_keyboard: true }),
    });
  }

  async function offerCourse(ctx: Context): Promise<void> {
    if (ctx.chatId === undefined) return;
    // With a key, the goal counts once per person, however often the button is pressed.
    trackerOf<Events>(ctx).reachGoal("checkout", { key: "course" });
    await ctx.api.sendInvoice({
      chat_id: ctx.chatId,
      title: COURSE.title,
      description: TEXTS.invoiceDescription,
      payload: "course",
      ...(paymentToken !== undefined && { provider_token: paymentToken }),
      currency,
      prices: [{ label: COURSE.title, amount: currency === "RUB" ? COURSE.priceRub * 100 : COURSE.priceStars }],
    });
  }

  // Telegram only takes the money if this is answered within 10 seconds.
  bot.on("pre_checkout_query", async (ctx) => {
    if (!("pre_checkout_query" in ctx.update)) return;
    await ctx.api.answerPreCheckoutQuery({ pre_checkout_query_id: ctx.update.pre_checkout_query.id, ok: true });
  });

  bot.on("message", async (ctx) => {
    if (ctx.message?.contact) await ctx.reply(TEXTS.phoneSaved, { reply_markup: { remove_keyboard: true } });
    else if (ctx.message?.successful_payment) await ctx.reply(TEXTS.paid);
    else if (ctx.message?.text) await ctx.reply(TEXTS.hint);
  });

  bot.catch((error) => console.error(error instanceof Error ? error.message : error));

  return { bot, tracker: tracking.tracker };
}
