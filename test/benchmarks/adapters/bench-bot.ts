import type { Tracker, TrackerOptions } from "@bot-tracker/core";

/** What stands in front of the bot's own handlers. */
export type InFront = { kind: "nothing" } | { kind: "empty-middleware" } | { kind: "tracker"; options: TrackerOptions };

export interface BenchBotOptions {
  token: string;
  /** A Bot API. */
  apiRoot: string;
  inFront: InFront;
  /** Whether every message gets a reply, which is a call to the Bot API. */
  replies: boolean;
}

/** A bot with nine commands and a handler of texts, without polling. */
export interface BenchBot {
  handleUpdate(update: object): Promise<unknown>;
  /** The one in front of it, if there is one. */
  readonly tracker: Tracker | undefined;
}

export const COMMANDS = ["start", "help", "buy", "plan", "lesson", "profile", "stop", "settings", "language"];
