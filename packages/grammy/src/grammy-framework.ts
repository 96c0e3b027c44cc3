import {
  type BotHooks,
  type Framework,
  hasFunctions,
  telegram,
  wrapStop,
  wrapUpdates,
} from "@bot-tracker/core/adapter-kit";
import { type GrammyApi, isObserver, observeCalls } from "./observe-calls.ts";

/** What the tracker uses of a grammY bot; structural, so that any version and build of grammY fits. */
export interface GrammyBot {
  readonly token: string;
  readonly api: GrammyApi;
  isInited(): boolean;
  readonly botInfo: { readonly id: number; readonly username: string };
}

/** What the tracker uses of a grammY context. */
export interface GrammyContext {
  readonly update: object;
  readonly api: GrammyApi;
  readonly me: { readonly id: number; readonly username: string };
}

export const grammyFramework: Framework<GrammyBot, GrammyContext> = {
  name: "grammY",
  messenger: telegram,
  bot: {
    expected: "a grammY bot, such as new Bot(token)",
    accepts: (value) =>
      hasFunctions(value, "handleUpdate", "isInited") && hasFunctions(Reflect.get(value, "api"), "getMe"),
  },

  tokenOf: (bot) => bot.token,

  hookBot(bot, hooks) {
    hooks.canAsk({ webhookInfo: () => bot.api.getWebhookInfo() });
    // Before that, `botInfo` throws.
    if (bot.isInited()) hooks.botKnown(toIdentity(bot.botInfo));
    hookApi(bot.api, hooks, false);
    wrapUpdates(bot, "handleUpdate", hooks);
    wrapStop(bot, "stop", hooks);
  },

  hookContext({ api }, hooks) {
    // A context's API object inherits the bot's transformers, so the observer is already there if `bot` was given.
    if (api.config.installedTransformers().some(isObserver)) return;
    hooks.canAsk({ webhookInfo: () => api.getWebhookInfo() });
    hookApi(api, hooks, true);
  },

  contextPrototypeOf(bot) {
    const { ContextConstructor } = bot as { ContextConstructor?: { prototype?: unknown } };
    return ContextConstructor?.prototype;
  },

  updateOf: (ctx) => ctx.update,
  identityOf: (ctx) => toIdentity(ctx.me),
};

function hookApi(api: GrammyApi, hooks: BotHooks, mayReplay: boolean): void {
  if (!api.config.installedTransformers().some(isObserver)) api.config.use(observeCalls(hooks, mayReplay) as never);
}

function toIdentity({ id, username }: { id: number; username: string }): { id: string; username: string } {
  return { id: String(id), username };
}
