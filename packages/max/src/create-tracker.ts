import type { AnyEvents, Tracker, TrackerOptions } from "@bot-tracker/core";
import { buildTracker } from "@bot-tracker/core/adapter-kit";
import { max } from "@bot-tracker/core/max-kit";

/**
 * Makes a tracker for a bot in MAX of which there is no bot object here: another framework's, or one whose deliveries
 * this process only sends. Bots of `@maxhub/max-bot-api` use `tracker`.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 *
 * @example
 * createTracker({ botToken: process.env.BOT_TOKEN, outbox: redisOutbox({ role: "deliver" }) });
 */
export function createTracker<Events extends object = AnyEvents>(
  options: TrackerOptions = {},
  env?: Readonly<Record<string, string | undefined>>,
): Tracker<Events> {
  return buildTracker<Events>(options, env, max);
}
