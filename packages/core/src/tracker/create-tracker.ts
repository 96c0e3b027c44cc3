import type { AnyEvents } from "../intake/calls/event-props.ts";
import { telegram } from "../telegram/telegram.ts";
import { buildTracker } from "./build-tracker.ts";
import type { EnvironmentVariables } from "./environment.ts";
import type { TrackerOptions } from "./options.ts";
import { nodeRuntime } from "./runtime/node-runtime.ts";
import type { Tracker } from "./tracker.ts";

/**
 * Makes a tracker for a Telegram bot. Bots of the supported frameworks do not need this: their adapter's `tracker`
 * does it.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 *
 * @example
 * const tracker = createTracker({ tgtrack: process.env.TGTRACK_API_KEY });
 * tracker.handleUpdate(update); // exactly as it came from Telegram
 * tracker.trackEvent({ userId: 42, event: "sale", amount: 1500 });
 */
export function createTracker<Events extends object = AnyEvents>(
  options: TrackerOptions = {},
  env: EnvironmentVariables = nodeRuntime.env(),
): Tracker<Events> {
  return buildTracker<Events>(options, env, telegram, nodeRuntime);
}
