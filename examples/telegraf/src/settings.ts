/** What the bot takes from its environment; the tracker reads its own variables. */
export interface Settings {
  botToken: string;
  /** The payment provider's token. Without it the course is sold for Telegram Stars, which need no provider. */
  paymentToken: string | undefined;
  /** Another Bot API server in place of Telegram's own. */
  telegramApiUrl: string | undefined;
}

/** @throws {Error} that says where a bot token comes from, when there is none. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const botToken = filledIn(env["BOT_TOKEN"]);
  if (botToken === undefined) {
    throw new Error("BOT_TOKEN is not set. Get a token from @BotFather and put it into the file .env (see README.md).");
  }
  return {
    botToken,
    paymentToken: filledIn(env["PAYMENT_TOKEN"]),
    telegramApiUrl: filledIn(env["TELEGRAM_API_URL"]),
  };
}

/** A variable left empty in the file counts as not set. */
function filledIn(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === "" ? undefined : value;
}
