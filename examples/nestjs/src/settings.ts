/** What the bot reads from its environment; the tracker reads its own variables. */
export interface Settings {
  botToken: string;
  /** Another Bot API server instead of Telegram's own. */
  telegramApiUrl: string | undefined;
  /** Who may send the newsletter. */
  adminId: string | undefined;
}

/** @throws {Error} there is no bot token; the message says where to get one */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const botToken = filledIn(env["BOT_TOKEN"]);
  if (botToken === undefined) {
    throw new Error("BOT_TOKEN is not set. Get a token from @BotFather and put it into .env (see README.md).");
  }
  return { botToken, telegramApiUrl: filledIn(env["TELEGRAM_API_URL"]), adminId: filledIn(env["ADMIN_ID"]) };
}

/** An empty variable in the file counts as not set. */
function filledIn(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === "" ? undefined : value;
}
