/** A bot whose reports are kept and sent by a Durable Object. */

import { DurableObject } from "cloudflare:workers";
import { durableOutbox, type ObjectNamespace, trackerObject } from "@bot-tracker/cloudflare";
import { tracker } from "@bot-tracker/grammy";
import { Bot, webhookCallback } from "grammy";
import { addHandlers } from "./add-handlers.ts";
import type { Env as BotEnv } from "./env.ts";

interface Env extends BotEnv {
  BOT_TRACKER: ObjectNamespace;
}

const optionsOf = (env: Env) => ({ tgtrack: JSON.parse(env.TGTRACK), howUsedBot: JSON.parse(env.HOWUSEDBOT) });

export class BotTracker extends trackerObject(DurableObject<Env>, optionsOf) {
  /** Ends this instance as a crash does. */
  async crash(): Promise<void> {
    (this as unknown as InstanceType<typeof DurableObject>)["ctx"].abort("the test ends it");
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const bot = new Bot(env.BOT_TOKEN, { botInfo: JSON.parse(env.BOT_INFO), client: { apiRoot: env.API_ROOT } });
    const outbox = durableOutbox(env.BOT_TRACKER);
    const tracking = tracker({ bot, ...optionsOf(env), outbox });
    if (new URL(request.url).pathname === "/ledger") {
      await tracking.tracker.flush();
      return Response.json(tracking.tracker.ledger());
    }
    if (new URL(request.url).pathname === "/crash") {
      const object = env.BOT_TRACKER.get(
        env.BOT_TRACKER.idFromName(env.BOT_TOKEN.split(":")[0] ?? "") as never,
      ) as BotTracker;
      await object.crash().catch(() => undefined);
      return new Response("crashed");
    }
    bot.use(tracking);
    addHandlers(bot as never, tracking.tracker);
    try {
      return await webhookCallback(bot, "cloudflare-mod")(request);
    } finally {
      // Before Telegram is answered, so that it sends an update again whose reports the object does not have.
      await tracking.tracker.flush();
    }
  },
};
