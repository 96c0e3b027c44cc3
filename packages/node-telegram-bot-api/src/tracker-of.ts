import { type AnyEvents, TrackerConfigError, type UserTracker } from "@bot-tracker/core";
import { withOwnErrors } from "@bot-tracker/core/adapter-kit";

/**
 * The tracking helpers of an update. The library's `Context` cannot be extended with further types, so this is the
 * typed way to `ctx.tracker`.
 *
 * @throws {TrackerConfigError} the tracker's middleware did not run for this context
 *
 * @example
 * bot.command("pay", (ctx) => trackerOf(ctx).trackEvent("sale", { amount: 1500 }));
 */
export function trackerOf<Events extends object = AnyEvents>(ctx: object): UserTracker<Events> {
  const tracker = withOwnErrors(
    (problem) => new TrackerConfigError(`trackerOf cannot read what it was given: ${problem}`),
    () => (ctx as { tracker?: UserTracker<Events> } | undefined)?.tracker,
  );
  if (tracker !== undefined) return tracker;
  throw new TrackerConfigError(
    "trackerOf(ctx) found no tracker on this context. Call bot.use(tracker({ bot })) before adding the handlers.",
  );
}
