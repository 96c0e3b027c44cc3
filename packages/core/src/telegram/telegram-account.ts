/** The account in whose name Telegram itself writes, such as a channel's post in its discussion group. */
const TELEGRAM_ID = "777000";

export function isTelegramItself(userId: string): boolean {
  return userId === TELEGRAM_ID;
}
