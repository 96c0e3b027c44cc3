/** A Worker as grammY's documentation writes it: a bot for each request, with what the request's `env` holds. */
import { tracker } from "@bot-tracker/grammy";
import { Bot, webhookCallback } from "grammy";
import { addHandlers } from "./add-handlers.ts";
import type { Env, EventContext } from "./env.ts";

export default {
  async fetch(request: Request, env: Env, context: EventContext): Promise<Response> {
    const bot = new Bot(env.BOT_TOKEN, { botInfo: JSON.parse(env.BOT_INFO), client: { apiRoot: env.API_ROOT } });
    const tracking = tracker({ bot, tgtrack: JSON.parse(env.TGTRACK), howUsedBot: JSON.parse(env.HOWUSEDBOT) });
    bot.use(tracking);
    addHandlers(bot as never, tracking.tracker);
    try {
      return await webhookCallback(bot, "cloudflare-mod")(request);
    } finally {
      context.waitUntil(tracking.tracker.flush());
    }
  },
};
