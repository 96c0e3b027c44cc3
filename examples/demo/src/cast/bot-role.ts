import type { MessengerId } from "@bot-tracker/core";
import type { TrackingLink } from "@bot-tracker/sandbox";

/** The example bots, by the name of their folder. */
export type ExampleName = "grammy" | "telegraf" | "node-telegram-bot-api" | "max";

/** How many people do what. The numbers are exact; only who and when is random. */
export interface CrowdSize {
  people: number;
  /** Take the lesson. All who leave a phone, check out, pay or come back are among them. */
  lessons: number;
  phones: number;
  checkouts: number;
  /** Of those who check out. */
  payments: number;
  /** Write something. */
  talks: number;
  /** Block the bot, including those who come back. */
  blocks: number;
  /** Come back through another ad after blocking. */
  returns: number;
}

/** One bot of the demo: who it is in its messenger, which keys it holds, which ads it buys and who answers them. */
export interface BotRole {
  example: ExampleName;
  messenger: MessengerId;
  /** The framework's name, for the tables. */
  title: string;
  /** What it sells. */
  course: { readonly title: string; readonly priceRub: number };
  username: string;
  token: string;
  /** For both TGTrack and HowUsedBot, which knows no bots in MAX. Each bot has its own, and so its own limits. */
  key: string;
  /** The ads, the best one first. */
  links: readonly TrackingLink[];
  crowd: CrowdSize;
}
