import {
  type BotHooks,
  type Framework,
  hasFunctions,
  telegram,
  wrapStop,
  wrapUpdates,
} from "@bot-tracker/core/adapter-kit";
import { type BotApi, wrapRequest } from "./wrap-request.ts";

/** What the tracker uses of node-telegram-bot-api's `Bot` (2.x); its ES module and CommonJS types both fit. */
export interface BotLike {
  readonly api: BotApi;
}

/** What the tracker uses of its `Context`. */
export interface ContextLike {
  readonly update: object;
  readonly api: BotApi;
}

export const botFramework: Framework<BotLike, ContextLike> = {
  name: "node-telegram-bot-api",
  messenger: telegram,
  bot: {
    expected: "a Bot of node-telegram-bot-api 2.x (for a TelegramBot of 0.50 to 1.x call attach(bot) instead)",
    accepts: (value) => hasFunctions(value, "handleUpdate") && hasFunctions(Reflect.get(value, "api"), "getMe"),
  },

  tokenOf: (bot) => tokenOfApi(bot.api),

  hookBot(bot, hooks) {
    hookApi(bot.api, hooks);
    wrapUpdates(bot, "handleUpdate", hooks);
    wrapStop(bot, "stop", hooks);
  },

  // The same object as the bot's: once hooked, it stays hooked.
  hookContext: (ctx, hooks) => hookApi(ctx.api, hooks),

  updateOf: (ctx) => ctx.update,

  // A context does not know its bot, but its API object knows the token.
  identityOf: (ctx) => {
    const id = /^(\d+):/.exec(tokenOfApi(ctx.api) ?? "")?.[1];
    return id === undefined ? undefined : { id };
  },
};

function hookApi(api: BotApi, hooks: BotHooks): void {
  // The library itself never requests the bot's username.
  if (!hooks.knowsHowToAsk) hooks.canAsk({ webhookInfo: () => api.getWebhookInfo(), me: () => api.getMe() });
  wrapRequest(api, hooks);
}

/** Private to the library: missing from its types, and perhaps from later versions. */
function tokenOfApi(api: BotApi): string | undefined {
  const { transport } = api as { transport?: { token?: unknown } };
  return typeof transport?.token === "string" ? transport.token : undefined;
}
