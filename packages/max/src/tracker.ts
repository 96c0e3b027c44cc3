import type { AnyEvents } from "@bot-tracker/core";
import { type AdapterOptions, createMiddleware, type TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
import { type MaxBot, type MaxContext, maxFramework } from "./max-framework.ts";

/** Options of `tracker`: the engine's, plus the bot. */
export type MaxTrackerOptions = AdapterOptions<MaxBot>;

/**
 * Reports the starts, stops and events of a bot in MAX, and puts `ctx.tracker` on every context.
 *
 * With `bot` it sees every update before any other middleware, failed broadcast messages, and the bot's shutdown.
 * Without it, install it first: it sees only what reaches it, and failed calls made through `ctx`.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 *
 * @example
 * interface MyContext extends Context, TrackerFlavor {}
 * const bot = new Bot<MyContext>(token);
 * bot.use(tracker({ bot }));
 * bot.command("pay", (ctx) => ctx.tracker.trackEvent("sale", { amount: 1500, result: "success" }));
 */
export function tracker<Events extends object = AnyEvents>(
  options: MaxTrackerOptions = {},
): TrackerMiddleware<MaxContext, Events> {
  return createMiddleware<MaxBot, MaxContext, Events>(maxFramework, options);
}
