import { type AnyEvents, type Tracker, TrackerConfigError } from "@bot-tracker/core";
import { type AdapterOptions, installTracker, withOwnErrors } from "@bot-tracker/core/adapter-kit";
import { type LegacyBot, legacyFramework } from "./legacy-framework.ts";

/** Options of `attach`: the engine's. */
export type AttachOptions = Omit<AdapterOptions<LegacyBot>, "bot" | "flushAfterUpdate">;

/**
 * For versions 0.50 to 1.x: reports the bot's starts, blocks and attendance. Call it right after
 * `new TelegramBot(...)`. The returned tracker has no contexts: name the person with `forUser`.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 *
 * @example
 * const bot = new TelegramBot(token, { polling: true });
 * const tracker = attach(bot);
 * bot.onText(/^\/pay/, (message) => tracker.forUser(message.from.id).trackEvent("sale", { amount: 1500 }));
 */
export function attach<Events extends object = AnyEvents>(
  bot: LegacyBot,
  options: AttachOptions = {},
): Tracker<Events> {
  // Not undefined, which means "no bot given" and would go unnoticed.
  const given = bot ?? (null as never);
  const all = withOwnErrors(
    (problem) => new TrackerConfigError(`attach cannot read its options: ${problem}`),
    () => ({ ...options, bot: given }),
  );
  return installTracker<LegacyBot, never, Events>(legacyFramework, all);
}
