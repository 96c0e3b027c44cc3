import type { TrackerFlavor } from "@bot-tracker/telegraf";
import type { Context } from "telegraf";

/** The bot's own events: a misspelt name or property does not compile. */
export interface Events {
  lesson: { number: number };
  newsletter: object;
}

export interface BotContext extends Context, TrackerFlavor<Events> {}
