import { createBot } from "./create-bot.ts";
import type { Settings } from "./settings.ts";

export type RunningBot = ReturnType<typeof startBot>;

/**
 * Starts polling. `finished` resolves once the bot has stopped and everything was reported that could be within 5
 * seconds; it rejects when the bot cannot go on, with a wrong token for instance.
 */
export function startBot(settings: Settings) {
  const { bot, tracker } = createBot(settings);
  const finished = bot.launch().finally(() => tracker.close());
  return { tracker, finished, stop: () => bot.stop() };
}
