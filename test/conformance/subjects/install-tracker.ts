import type { Tracker, TrackerOptions } from "@bot-tracker/core";
import type { BotSetup } from "../subject.ts";

export interface MiddlewareAdapter<Bot, Middleware> {
  bot: Bot;
  /** The adapter's own. */
  tracker(options: TrackerOptions & { bot?: Bot }): Middleware;
  /** Puts a middleware into the bot. */
  use(middleware: Middleware): void;
}

/** Puts the tracker into a bot that takes middleware, the way the test wants it. */
export function installTracker<Bot, Middleware extends { readonly tracker: Tracker }>(
  { bot, tracker, use }: MiddlewareAdapter<Bot, Middleware>,
  { install = "with-bot", options }: BotSetup,
): Tracker | undefined {
  if (install === "none") return undefined;
  const ofBot = install.startsWith("with-bot") ? { ...options, bot } : options;
  const first = tracker(ofBot);
  use(first);
  if (install.endsWith("twice")) use(tracker(ofBot));
  if (install.endsWith("and-middleware")) use(tracker(options));
  return first.tracker;
}
