/** What the bot reads from its environment; the tracker reads its own variables. */
export interface Settings {
  botToken: string;
  /** The page of a payment service: MAX itself takes no payments for bots. */
  paymentUrl: string;
  /** Another server instead of MAX's own. */
  maxApiUrl: string | undefined;
}

/** @throws {Error} there is no bot token; the message says where to get one */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const botToken = filledIn(env["BOT_TOKEN"]);
  if (botToken === undefined) {
    throw new Error("BOT_TOKEN is not set. Get a token from MAX's Master Bot and put it into .env (see README.md).");
  }
  return {
    botToken,
    paymentUrl: filledIn(env["PAYMENT_URL"]) ?? "https://example.com/pay",
    maxApiUrl: filledIn(env["MAX_API_URL"]),
  };
}

/** An empty variable in the file counts as not set. */
function filledIn(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === "" ? undefined : value;
}
