import { type Framework, hasFunctions, telegram, wrapStop, wrapUpdates } from "@bot-tracker/core/adapter-kit";
import { wrapLegacyRequest } from "./wrap-legacy-request.ts";

/** What the tracker uses of node-telegram-bot-api's `TelegramBot` (0.50 to 1.x). */
export interface LegacyBot {
  processUpdate(update: never): void;
  isPolling(): boolean;
  getMe(): Promise<unknown>;
  getWebHookInfo(): Promise<unknown>;
}

export const legacyFramework: Framework<LegacyBot, never> = {
  name: "node-telegram-bot-api",
  messenger: telegram,
  bot: {
    expected: "a TelegramBot of node-telegram-bot-api 0.50 to 1.x (for a Bot of 2.x use bot.use(tracker({ bot })))",
    accepts: (value) => hasFunctions(value, "processUpdate", "isPolling", "getWebHookInfo"),
  },

  tokenOf: (bot) => {
    const { token } = bot as { token?: unknown };
    return typeof token === "string" ? token : undefined;
  },

  hookBot(bot, hooks) {
    hooks.canAsk({ webhookInfo: () => bot.getWebHookInfo(), me: () => bot.getMe() });
    wrapLegacyRequest(bot, hooks);
    wrapUpdates(bot, "processUpdate", hooks);
    wrapStop(bot, "stopPolling", hooks);
    wrapStop(bot, "closeWebHook", hooks);
    // A polling bot makes its first call in its constructor, before it could be observed.
    if (bot.isPolling()) hooks.callStarted("getUpdates", firstPollParams(bot));
  },

  hookContext: () => undefined,
  updateOf: () => undefined,
  identityOf: () => undefined,
};

/** Whether this version writes an array as Telegram reads it only shows at the next call. */
function firstPollParams(bot: LegacyBot): unknown {
  const params = pollingParams(bot);
  const list = params?.allowed_updates;
  return Array.isArray(list) ? { ...params, allowed_updates: undefined, "allowed_updates[]": list } : params;
}

function pollingParams(bot: LegacyBot): { allowed_updates?: unknown } | undefined {
  const { options } = bot as { options?: { polling?: unknown } };
  const polling = options?.polling;
  return typeof polling === "object" && polling !== null
    ? (polling as { params?: { allowed_updates?: unknown } }).params
    : undefined;
}
