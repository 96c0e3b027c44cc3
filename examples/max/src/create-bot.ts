import { contactShared, type TrackerFlavor, tracker } from "@bot-tracker/max";
import { Bot, type Context, Keyboard } from "@maxhub/max-bot-api";
import type { Settings } from "./settings.ts";
import { BUTTONS, COURSE, TEXTS } from "./texts.ts";

/** The bot's own events: a misspelt name or property does not compile. */
interface Events {
  lesson: { number: number };
}

interface BotContext extends Context, TrackerFlavor<Events> {}

const { button, inlineKeyboard } = Keyboard;

/** A painting course: a start from an ad, a lesson, a phone number, a payment. */
export function createBot({ botToken, paymentUrl, maxApiUrl }: Settings) {
  const bot = new Bot<BotContext>(botToken, {
    clientOptions: { ...(maxApiUrl !== undefined && { baseUrl: maxApiUrl }) },
  });

  // From here on, starts and stops are reported, and so are shared phone numbers.
  const tracking = tracker<Events>({ bot, autoEvents: [contactShared({ goal: "phone" })] });
  bot.use(tracking);

  bot.on("bot_started", (ctx) =>
    ctx.reply(TEXTS.greeting, { attachments: [inlineKeyboard([[button.callback(BUTTONS.lesson, "lesson:1")]])] }),
  );

  // Before all commands: the SDK fails at those for a message without text, as a contact is.
  bot.on("message_created", (ctx, next) => (ctx.contactInfo === undefined ? next() : ctx.reply(TEXTS.phoneSaved)));

  const giveLesson = async (ctx: BotContext): Promise<void> => {
    ctx.tracker.trackEvent("lesson", { number: 1, result: "success" });
    await ctx.reply(TEXTS.lesson, { attachments: [inlineKeyboard([[button.callback(BUTTONS.buy, "buy")]])] });
    await ctx.reply(TEXTS.askPhone, { attachments: [inlineKeyboard([[button.requestContact(BUTTONS.phone)]])] });
  };
  bot.action("lesson:1", giveLesson);
  bot.command("lesson", giveLesson);

  bot.action("buy", async (ctx) => {
    // With a key, the goal counts once per person, however often the button is pressed.
    ctx.tracker.reachGoal("checkout", { key: "course" });
    const url = `${paymentUrl}?person=${ctx.user?.user_id}`;
    await ctx.reply(TEXTS.pay, { attachments: [inlineKeyboard([[button.link(BUTTONS.pay, url)]])] });
  });

  bot.on("message_created", (ctx) => ctx.reply(TEXTS.hint));

  // Without this, a reply to somebody who has just stopped the bot would end the poll.
  bot.catch((error) => console.error(error instanceof Error ? error.message : error));

  /** To be called where the payment service says that somebody has paid: MAX tells bots of no payments. */
  const paid = async (userId: number, paymentId: string): Promise<void> => {
    void tracking.tracker.trackEvent({
      userId,
      event: "payment",
      amount: COURSE.priceRub,
      result: "success",
      // Payment services tell of a payment again and again until they are answered.
      key: paymentId,
    });
    await bot.api.sendMessageToUser(userId, TEXTS.paid);
  };

  return { bot, tracker: tracking.tracker, paid };
}
