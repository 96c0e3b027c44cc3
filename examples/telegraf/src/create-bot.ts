import { contactShared, payments, type TrackerFlavor, tracker } from "@bot-tracker/telegraf";
import { type Context, Markup, Telegraf } from "telegraf";
import { message } from "telegraf/filters";
import type { Settings } from "./settings.ts";
import { BUTTONS, COURSE, TEXTS } from "./texts.ts";

/** The bot's own events: a misspelt name or property does not compile. */
interface Events {
  lesson: { number: number };
}

interface BotContext extends Context, TrackerFlavor<Events> {}

/** A baking course: a start from an ad, a lesson, a phone number, a payment. */
export function createBot({ botToken, paymentToken, telegramApiUrl }: Settings) {
  const bot = new Telegraf<BotContext>(botToken, { telegram: { ...(telegramApiUrl && { apiRoot: telegramApiUrl }) } });
  const currency = paymentToken === undefined ? "XTR" : "RUB";

  // From here on, starts, blocks and attendance are reported, and so are payments and shared phone numbers.
  const tracking = tracker<Events>({ bot, autoEvents: [payments({ currency }), contactShared({ goal: "phone" })] });
  bot.use(tracking);

  bot.start((ctx) =>
    ctx.reply(TEXTS.greeting, Markup.inlineKeyboard([Markup.button.callback(BUTTONS.lesson, "lesson:1")])),
  );

  bot.action("lesson:1", async (ctx) => {
    ctx.tracker.trackEvent("lesson", { number: 1, result: "success" });
    await ctx.answerCbQuery();
    await ctx.reply(TEXTS.lesson, Markup.inlineKeyboard([Markup.button.callback(BUTTONS.buy, "buy")]));
    const askForPhone = Markup.keyboard([Markup.button.contactRequest(BUTTONS.phone)]);
    await ctx.reply(TEXTS.askPhone, askForPhone.resize().oneTime());
  });

  bot.on(message("contact"), (ctx) => ctx.reply(TEXTS.phoneSaved, Markup.removeKeyboard()));

  bot.action("buy", async (ctx) => {
    // With a key, the goal counts once per person, however often the button is pressed.
    ctx.tracker.reachGoal("checkout", { key: "course" });
    await ctx.answerCbQuery();
    await ctx.sendInvoice({
      title: COURSE.title,
      description: TEXTS.invoiceDescription,
      payload: "course",
      provider_token: paymentToken ?? "",
      currency,
      prices: [{ label: COURSE.title, amount: currency === "RUB" ? COURSE.priceRub * 100 : COURSE.priceStars }],
    });
  });

  // Telegram only takes the money if this is answered within 10 seconds.
  bot.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery(true));
  bot.on(message("successful_payment"), (ctx) => ctx.reply(TEXTS.paid));
  bot.on(message("text"), (ctx) => ctx.reply(TEXTS.hint));

  // Without this, a reply to somebody who has just blocked the bot would stop the bot.
  bot.catch((error) => console.error(error instanceof Error ? error.message : error));

  return { bot, tracker: tracking.tracker };
}
