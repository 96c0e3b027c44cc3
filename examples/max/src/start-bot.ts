import { createBot } from "./create-bot.ts";
import type { Settings } from "./settings.ts";

export type RunningBot = ReturnType<typeof startBot>;

/**
 * Starts polling. `finished` resolves once the bot has stopped and has reported what it could within 5 seconds; it
 * rejects if the bot cannot run, for example because of a wrong token.
 */
export function startBot(settings: Settings) {
  const { bot, tracker, paid } = createBot(settings);
  const finished = bot.start().finally(() => tracker.close());
  return { tracker, paid, finished, stop: () => bot.stopPolling() };
}
