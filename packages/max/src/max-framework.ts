import { type BotHooks, type Framework, hasFunctions, wrapMethod, wrapStop } from "@bot-tracker/core/adapter-kit";
import { max } from "@bot-tracker/core/max-kit";
import { RefusedSends } from "./refused-sends.ts";
import { type MaxApi, wrapCalls } from "./wrap-calls.ts";

interface BotInfo {
  readonly user_id: number;
  readonly username: string | null;
}

/** What the tracker uses of a bot of `@maxhub/max-bot-api`. */
export interface MaxBot {
  readonly api: MaxApi;
  readonly botInfo?: BotInfo | undefined;
}

/** What the tracker uses of its contexts. Only `update`: the rest may be missing for newer updates. */
export interface MaxContext {
  readonly update: object;
  readonly api: MaxApi;
  readonly botInfo?: BotInfo | undefined;
}

export const maxFramework: Framework<MaxBot, MaxContext> = {
  name: "MAX",
  messenger: max,
  bot: {
    expected: "a bot of @maxhub/max-bot-api, such as new Bot(token)",
    accepts: (value) =>
      hasFunctions(value, "handleUpdate", "stopPolling") && hasFunctions(Reflect.get(value, "api"), "getMyInfo"),
  },

  // Private in the SDK's types. A token of MAX holds no id.
  tokenOf: (bot) => {
    const { token } = bot as { token?: unknown };
    return typeof token === "string" ? token : undefined;
  },

  hookBot(bot, hooks) {
    if (bot.botInfo !== undefined) hooks.botKnown(toIdentity(bot.botInfo));
    hookApi(bot.api, hooks);
    wrapMethod(
      bot,
      "handleUpdate",
      (original) =>
        function (this: unknown, ...args) {
          updateCame(args[0], hooks);
          hooks.updateReceived(args[0]);
          return original.apply(this, args);
        },
    );
    // `stop` calls the first.
    wrapStop(bot, "stopPolling", hooks);
    wrapStop(bot, "stopWebhook", hooks);
  },

  hookContext(ctx, hooks) {
    hookApi(ctx.api, hooks);
    updateCame(ctx.update, hooks);
  },

  contextPrototypeOf(bot) {
    const { config } = bot as { config?: { contextType?: { prototype?: unknown } } };
    return config?.contextType?.prototype;
  },
  sharedOf: ({ api }) => api,

  updateOf: (ctx) => ctx.update,
  // Unknown to a bot behind `webhookCallback` that never called `start`.
  identityOf: (ctx) => (ctx.botInfo === undefined ? undefined : toIdentity(ctx.botInfo)),
};

const HOOKED = Symbol("hooked-apis");

/** Contexts have the bot's API object, so that this runs for every update. */
function hookApi(api: MaxApi, hooks: BotHooks): void {
  const hooked = hooks.attached(HOOKED, () => new WeakSet<object>());
  if (hooked.has(api)) return;
  if (!hooks.knowsHowToAsk) {
    const { raw } = api as { raw: { subscriptions: { getSubscriptions(): Promise<unknown> } } };
    hooks.canAsk({ webhookInfo: async () => raw.subscriptions.getSubscriptions(), me: () => api.getMyInfo() });
    RefusedSends.of(hooks).canAsk((chatId) => api.getChat(Number(chatId)));
  }
  wrapCalls(api, hooks);
  hooked.add(api);
}

/** A failure here must not cost the update. */
function updateCame(update: unknown, hooks: BotHooks): void {
  try {
    RefusedSends.of(hooks).updateCame(update);
  } catch {
    // Only whose dialog it is stays unknown, and MAX is asked when that matters.
  }
}

function toIdentity({ user_id: id, username }: BotInfo): { id: string; username?: string } {
  return { id: String(id), ...(typeof username === "string" && { username }) };
}
