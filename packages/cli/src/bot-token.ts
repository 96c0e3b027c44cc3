import type { EnvironmentVariables } from "@bot-tracker/core/outbox-kit";
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

/** From the variable `named`, or else from the first of the usual ones that is set. */
export function botTokenOf(env: EnvironmentVariables, named: string | undefined): BotToken | undefined {
  const variables = named === undefined ? TOKEN_VARIABLES : [named];
  for (const variable of variables) {
    const token = env[variable]?.trim();
    if (!token) continue;
    // Any other program may have a variable of such a name, and a MAX bot calls its token BOT_TOKEN too.
    const isMeant = variable === named || (variable === "BOT_TOKEN" && !hasKeyOf(env, "max"));
    if (isMeant || /^\d+:/.test(token)) return { variable, token };
  }
  return undefined;
}

/** The digits before the colon. */
export function botIdOfToken(found: BotToken | undefined): string | undefined {
  return /^(\d+):/.exec(found?.token ?? "")?.[1];
}
