/** A Worker that makes its bot before any request, when nothing may be begun yet: no timer, no request, no chance. */
import { env } from "cloudflare:workers";
import { tracker } from "@bot-tracker/grammy";
import { Bot, webhookCallback } from "grammy";
import { addHandlers } from "./add-handlers.ts";
import type { Env, EventContext } from "./env.ts";

const { BOT_TOKEN, BOT_INFO, API_ROOT, TGTRACK, HOWUSEDBOT } = env as unknown as Env;
const bot = new Bot(BOT_TOKEN, { botInfo: JSON.parse(BOT_INFO), client: { apiRoot: API_ROOT } });
const tracking = tracker({ bot, tgtrack: JSON.parse(TGTRACK), howUsedBot: JSON.parse(HOWUSEDBOT) });
bot.use(tracking);
addHandlers(bot as never, tracking.tracker);
const answer = webhookCallback(bot, "cloudflare-mod");

export default {
  async fetch(request: Request, _env: Env, context: EventContext): Promise<Response> {
    try {
      return await answer(request);
    } finally {
      context.waitUntil(tracking.tracker.flush());
    }
  },
};
