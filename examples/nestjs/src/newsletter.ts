import { Injectable } from "@nestjs/common";
import { InjectBot } from "nestjs-telegraf";
import { Telegraf } from "telegraf";
import type { BotContext } from "./bot-context.ts";
import { Tracking } from "./tracking.ts";

/** Writes to everybody who has pressed START since the bot began. A real bot has them in its database. */
@Injectable()
export class Newsletter {
  private readonly readers = new Set<number>();

  constructor(
    @InjectBot() private readonly bot: Telegraf<BotContext>,
    private readonly tracking: Tracking,
  ) {}

  add(userId: number): void {
    this.readers.add(userId);
  }

  /** How many got it. Whoever has blocked the bot is reported by the tracker, which sees the failed send. */
  async send(text: string): Promise<number> {
    let sent = 0;
    for (const userId of this.readers) {
      try {
        await this.bot.telegram.sendMessage(userId, text);
        this.tracking.tracker.trackEvent({ userId, event: "newsletter" });
        sent++;
      } catch {
        this.readers.delete(userId);
      }
    }
    return sent;
  }
}
