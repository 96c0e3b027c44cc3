import type { BotChild } from "./bot-child.ts";
import type { BotState } from "./protocol.ts";

const WITHIN_MS = 300_000;

/** Has a bot send everything, and with it what another one had under way when it died. */
export function drain(bot: BotChild): Promise<BotState> {
  return bot.ask({ kind: "flush", timeoutMs: WITHIN_MS });
}
