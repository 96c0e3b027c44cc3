import { type Tracker, tracker } from "@bot-tracker/telegraf";
import { Injectable, type OnApplicationShutdown } from "@nestjs/common";
import { InjectBot } from "nestjs-telegraf";
import { Telegraf } from "telegraf";
import type { BotContext, Events } from "./bot-context.ts";

/** Reports starts, blocks and attendance; `tracker` is for code that has no `ctx`. */
@Injectable()
export class Tracking implements OnApplicationShutdown {
  readonly tracker: Tracker<Events>;
  private readonly bot: Telegraf<BotContext>;

  // In the constructor: in `onModuleInit` the handlers are registered already, and would go before it.
  constructor(@InjectBot() bot: Telegraf<BotContext>) {
    const tracking = tracker<Events>({ bot });
    bot.use(tracking);
    this.bot = bot;
    this.tracker = tracking.tracker;
  }

  async onApplicationShutdown(): Promise<void> {
    // Nest would stop the bot after this, and what comes to a closed tracker is not reported.
    this.bot.stop();
    await this.tracker.close();
  }
}
