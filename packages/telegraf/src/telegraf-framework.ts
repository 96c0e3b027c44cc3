import {
  type BotHooks,
  type Framework,
  hasFunctions,
  telegram,
  wrapStop,
  wrapUpdates,
} from "@bot-tracker/core/adapter-kit";
import { type TelegrafApi, wrapCallApi } from "./wrap-call-api.ts";

interface BotInfo {
  readonly id: number;
  readonly username: string;
}

/** What the tracker uses of a Telegraf bot; structural, so that any version of Telegraf fits. */
export interface TelegrafBot {
  readonly telegram: TelegrafApi;
  readonly botInfo?: BotInfo | undefined;
}

/** What the tracker uses of a Telegraf context. Only `update`: the rest may be missing for newer updates. */
export interface TelegrafContext {
  readonly update: object;
  readonly telegram: TelegrafApi;
  readonly botInfo: BotInfo;
}

export const telegrafFramework: Framework<TelegrafBot, TelegrafContext> = {
  name: "Telegraf",
  messenger: telegram,
  bot: {
    expected: "a Telegraf bot, such as new Telegraf(token)",
    accepts: (value) =>
      hasFunctions(value, "handleUpdate") && hasFunctions(Reflect.get(value, "telegram"), "callApi", "getWebhookInfo"),
  },

  tokenOf: (bot) => bot.telegram.token,

  hookBot(bot, hooks) {
    if (bot.botInfo !== undefined) hooks.botKnown(toIdentity(bot.botInfo));
    hookApi(bot.telegram, hooks);
    wrapUpdates(bot, "handleUpdate", hooks);
    wrapStop(bot, "stop", hooks);
  },

  // Every context has its own API object, with no link to the bot's.
  hookContext: (ctx, hooks) => hookApi(ctx.telegram, hooks),

  contextPrototypeOf(bot) {
    const { options } = bot as { options?: { contextType?: { prototype?: unknown } } };
    return options?.contextType?.prototype;
  },

  updateOf: (ctx) => ctx.update,
  identityOf: (ctx) => toIdentity(ctx.botInfo),
};

function hookApi(api: TelegrafApi, hooks: BotHooks): void {
  if (!hooks.knowsHowToAsk) hooks.canAsk({ webhookInfo: () => api.getWebhookInfo() });
  wrapCallApi(api, hooks);
}

function toIdentity({ id, username }: BotInfo): { id: string; username: string } {
  return { id: String(id), username };
}
