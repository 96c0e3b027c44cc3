import type { MessengerName } from "./service-name.ts";

/** An ad link of TGTrack: a code that comes back as the start payload, and what the link stands for. */
export interface TrackingLink {
  /** The part after `?start=` of a link: 1 to 64 characters of `A-Za-z0-9_-`, of one to a bot in MAX up to 128. */
  code: string;
  /** The source's name as the reports show it, such as `Яндекс.Директ`. */
  name: string;
  /** The username of the bot that it leads to: the page makes the address of it, and calls the bot by it. */
  bot?: string;
  /** Whose bot that is. @default "telegram" */
  messenger?: MessengerName;
  utm?: { source?: string; medium?: string; content?: string; campaign?: string; term?: string };
}
