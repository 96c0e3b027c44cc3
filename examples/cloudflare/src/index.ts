import { DurableObject } from "cloudflare:workers";
import { durableOutbox, type ObjectNamespace, trackerObject } from "@bot-tracker/cloudflare";
import { type TrackerFlavor, tracker } from "@bot-tracker/grammy";
import { Bot, type Context, webhookCallback } from "grammy";

/** The Worker's variables, secrets and bindings. */
export interface Env {
  BOT_TOKEN: string;
  /** What getMe answers, as JSON: without it the bot would ask at each request. */
  BOT_INFO: string;
  /** What Telegram sends with each update, as it was given to setWebhook. */
  WEBHOOK_SECRET: string;
  TGTRACK_API_KEY?: string;
  HOWUSEDBOT_API_TOKEN?: string;
  BOT_TRACKER: ObjectNamespace;
  /** Other addresses, for trying it out: of the Bot API, and of a sandbox in place of the services. */
  TELEGRAM_API_URL?: string;
  SANDBOX_URL?: string;
}

/** The bot's own events: a misspelt name or property does not compile. */
interface Events {
  lesson: { number: number };
}

/** Where reports go. The bot's tracker and its object have to agree. */
function services({ TGTRACK_API_KEY, HOWUSEDBOT_API_TOKEN, SANDBOX_URL }: Env) {
  return {
    ...(TGTRACK_API_KEY && { tgtrack: { apiKey: TGTRACK_API_KEY, ...(SANDBOX_URL && { url: `${SANDBOX_URL}/v1` }) } }),
    ...(HOWUSEDBOT_API_TOKEN && {
      howUsedBot: {
        apiToken: HOWUSEDBOT_API_TOKEN,
        ...(SANDBOX_URL && { url: `${SANDBOX_URL}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM` }),
      },
    }),
  };
}

/** Keeps what the bot records, and sends it. */
export class BotTracker extends trackerObject(DurableObject<Env>, services) {}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const bot = new Bot<Context & TrackerFlavor<Events>>(env.BOT_TOKEN, {
      botInfo: JSON.parse(env.BOT_INFO),
      client: { ...(env.TELEGRAM_API_URL && { apiRoot: env.TELEGRAM_API_URL }) },
    });
    const tracking = tracker<Events>({ bot, ...services(env), outbox: durableOutbox(env.BOT_TRACKER) });
    bot.use(tracking);

    bot.command("start", (ctx) => ctx.reply("Здравствуйте! Это курс «Хлеб на закваске». Первый урок: /lesson"));
    bot.command("lesson", async (ctx) => {
      ctx.tracker.trackEvent("lesson", { number: 1, result: "success" });
      await ctx.reply("Урок 1. Смешайте 50 г ржаной муки и 50 г тёплой воды и оставьте на сутки.");
    });

    try {
      return await webhookCallback(bot, "cloudflare-mod", { secretToken: env.WEBHOOK_SECRET })(request);
    } finally {
      // Before Telegram is answered: an update whose reports the object does not have is sent again.
      await tracking.tracker.flush();
    }
  },
};
