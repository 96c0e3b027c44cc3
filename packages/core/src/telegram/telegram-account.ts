/** The account in whose name Telegram itself writes, such as a channel's post in its discussion group. */
export const TELEGRAM_ID = 777_000;
const TELEGRAM_ID_TEXT = String(TELEGRAM_ID);

export function isTelegramItself(userId: string): boolean {
  return userId === TELEGRAM_ID_TEXT;
}
