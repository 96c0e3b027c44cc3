import type { UpdateType } from "node-telegram-bot-api";
import { createBot } from "./create-bot.ts";
import type { Settings } from "./settings.ts";

export type RunningBot = ReturnType<typeof startBot>;

/**
 * Named, because Telegram keeps the last list a bot gave and this library gives none by itself: a list that some
 * earlier program left behind could lack `my_chat_member`, and then nobody who blocks the bot would ever be counted.
 */
const ALLOWED_UPDATES: UpdateType[] = ["message", "callback_query", "pre_checkout_query", "my_chat_member"];

/**
 * Starts polling. `finished` resolves once the bot has stopped and everything was reported that could be within 5
 * seconds; it rejects when the bot cannot go on, with a wrong token for instance.
 */
export function startBot(settings: Settings) {
  const { bot, tracker } = createBot(settings);
  const finished = bot.startPolling(undefined, { allowedUpdates: ALLOWED_UPDATES }).finally(() => tracker.close());
  return { tracker, finished, stop: () => bot.stop() };
}
