import type { UpdateType } from "node-telegram-bot-api";
import { createBot } from "./create-bot.ts";
import type { Settings } from "./settings.ts";

export type RunningBot = ReturnType<typeof startBot>;

/**
 * Set explicitly, because Telegram keeps the last list it was given and this library sends none: a list left behind by
 * an earlier program could lack `my_chat_member`, and then blocks would never be counted.
 */
const ALLOWED_UPDATES: UpdateType[] = ["message", "callback_query", "pre_checkout_query", "my_chat_member"];

/**
 * Starts polling. `finished` resolves once the bot has stopped and has reported what it could within 5 seconds; it
 * rejects if the bot cannot run, for example because of a wrong token.
 */
export function startBot(settings: Settings) {
  const { bot, tracker } = createBot(settings);
  const finished = bot.startPolling(undefined, { allowedUpdates: ALLOWED_UPDATES }).finally(() => tracker.close());
  return { tracker, finished, stop: () => bot.stop() };
}
