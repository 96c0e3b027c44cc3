import type { AnyEvents } from "@bot-tracker/core";
import { type AdapterOptions, createMiddleware, type TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
import { type BotLike, botFramework, type ContextLike } from "./bot-framework.ts";

/** Options of `tracker`: the engine's, plus the bot. */
export type BotTrackerOptions = AdapterOptions<BotLike>;

/**
 * For version 2: reports the bot's starts, blocks and attendance, and puts helpers on every context, for `trackerOf`.
 *
 * With `bot` it sees every update before any other middleware, failed broadcast messages, and the bot's shutdown.
 * Without it, install it first: it sees only what reaches it, and failed calls made through `ctx`.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 *
 * @example
 * const bot = new Bot(token);
 * bot.use(tracker({ bot }));
 * bot.command("pay", (ctx) => trackerOf(ctx).trackEvent("sale", { amount: 1500, result: "success" }));
 */
export function tracker<Events extends object = AnyEvents>(
  options: BotTrackerOptions = {},
): TrackerMiddleware<ContextLike, Events> {
  return createMiddleware<BotLike, ContextLike, Events>(botFramework, options);
}
