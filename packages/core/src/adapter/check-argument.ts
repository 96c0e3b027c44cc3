import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import { hasFunctions, isObject, unexpected } from "../support/option-rules.ts";
import type { Framework } from "./framework.ts";

/**
 * Explains two common mistakes: passing the bot itself as the options, and passing `tracker` to `bot.use` without
 * calling it, so that it receives a context. Checked even when tracking is off: as a middleware it would end every
 * update.
 *
 * @throws {TrackerConfigError} what came is a bot or a context
 */
export function checkArgument(given: unknown, { bot }: Pick<Framework<never, never>, "bot">): void {
  if (!isObject(given)) return;
  if (isObject(given["update"])) {
    throw new TrackerConfigError(
      "`tracker` was given a context instead of options: it creates the middleware but is not a middleware itself. " +
        "Call it, as in bot.use(tracker({ bot })).",
    );
  }
  if (!hasFunctions(given, "handleUpdate") && !hasFunctions(given, "processUpdate")) return;
  if (!bot.accepts(given)) throw unexpected("bot", bot, given);
  throw new TrackerConfigError(
    "`tracker` was given the bot instead of options. Pass the bot as an option, as in bot.use(tracker({ bot })).",
  );
}
