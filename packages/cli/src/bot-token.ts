import { botIdOfToken, type EnvironmentVariables, outboxOfToken } from "@bot-tracker/core/outbox-kit";
import { hasKeyOf } from "./services/has-key-of.ts";

/** A Telegram bot's token, and the variable that it is in. */
export interface BotToken {
  variable: string;
  token: string;
}

/** What bots call it. */
export const TOKEN_VARIABLES: readonly string[] = [
  "BOT_TOKEN",
  "TELEGRAM_BOT_TOKEN",
  "TELEGRAM_TOKEN",
  "TG_BOT_TOKEN",
  "TG_TOKEN",
];

/** What bots in MAX call it besides. */
export const MAX_TOKEN_VARIABLES: readonly string[] = ["MAX_BOT_TOKEN", "MAX_TOKEN"];

/** A Telegram bot's, from the variable `named`, or else from the first of the usual ones that is set. */
export function botTokenOf(env: EnvironmentVariables, named: string | undefined): BotToken | undefined {
  const variables = named === undefined ? TOKEN_VARIABLES : [named];
  for (const variable of variables) {
    const token = env[variable]?.trim();
    if (!token) continue;
    // Any other program may have a variable of such a name, and a MAX bot calls its token BOT_TOKEN too. Telegram must
    // not be shown that.
    const isMeant = (variable === named || variable === "BOT_TOKEN") && !hasKeyOf(env, "max");
    if (isMeant || botIdOfToken(token) !== undefined) return { variable, token };
  }
  return undefined;
}

/** The name of the outbox of the bot whose token is set: a Telegram bot's, or else a MAX bot's. */
export function outboxOfTokenIn(env: EnvironmentVariables, named: string | undefined): string | undefined {
  const id = botIdOfToken(botTokenOf(env, named)?.token);
  if (id !== undefined) return id;
  const variables = named === undefined ? [...MAX_TOKEN_VARIABLES, "BOT_TOKEN"] : [named];
  const token = variables.map((variable) => env[variable]?.trim()).find(Boolean);
  return token === undefined ? undefined : outboxOfToken("max", token);
}
