import { type BotTrackerOptions, tracker } from "@bot-tracker/node-telegram-bot-api";
import { Bot, nodeFrameworkWebhook } from "node-telegram-bot-api";
import { Bot as OldestBot, nodeFrameworkWebhook as oldestNodeFrameworkWebhook } from "node-telegram-bot-api-2.0";
import type { BotSetup, Mode, RunningBot, Subject } from "../subject.ts";
import { listen } from "./listen.ts";

interface Version {
  name: string;
  Bot: typeof Bot;
  nodeFrameworkWebhook: typeof nodeFrameworkWebhook;
}

const NEWEST: Version = { name: "node-telegram-bot-api 2.1", Bot, nodeFrameworkWebhook };
const OLDEST: Version = {
  name: "node-telegram-bot-api 2.0",
  // The types of two versions do not fit each other, although all that is used here is in both.
  Bot: OldestBot as unknown as typeof Bot,
  nodeFrameworkWebhook: oldestNodeFrameworkWebhook as unknown as typeof nodeFrameworkWebhook,
};

export const BOT_2: readonly Subject[] = [
  subject(NEWEST, "polling"),
  subject(NEWEST, "webhook"),
  subject(OLDEST, "polling"),
  subject(OLDEST, "webhook"),
];

function subject(version: Version, mode: Mode): Subject {
  return {
    name: `${version.name}, ${mode}`,
    mode,
    hasContexts: true,
    resetsAllowedUpdates: false,
    waitsAtStop: false,
    reportsErrors: true,
    start: (setup) => start(version, mode, setup),
    readRefusal: (error) => {
      const { errorCode: code, description } = error as { errorCode?: unknown; description?: unknown };
      return { code, description };
    },
  };
}

async function start(version: Version, mode: Mode, setup: BotSetup): Promise<RunningBot> {
  const { telegram, options } = setup;
  const bot = new version.Bot(telegram.token, { apiRoot: telegram.apiRoot });
  spy(bot, setup);
  if (setup.swallow) bot.use(() => undefined);
  const installed = install(bot, setup, options);
  bot.use((ctx) =>
    setup.onUpdate?.({
      update: ctx.update,
      tracker: (ctx as { tracker?: never }).tracker,
      send: (chatId, text) => ctx.api.sendMessage({ chat_id: chatId, text }),
    }),
  );
  bot.catch((error) => setup.onError?.(error));
  const stop = await begin(version, mode, bot, setup);
  return {
    tracker: installed,
    send: (chatId, text) => bot.api.sendMessage({ chat_id: chatId, text }),
    handleUpdate: (update) => bot.handleUpdate(update as never),
    stop,
  };
}

function spy(bot: Bot, { onCall, onHandleUpdate }: BotSetup): void {
  if (onCall !== undefined) {
    // `request` is protected.
    const api = bot.api as unknown as { request(method: string, ...args: unknown[]): unknown };
    const original = api.request.bind(api);
    api.request = (method, ...args) => {
      onCall(method);
      return original(method, ...args);
    };
  }
  if (onHandleUpdate !== undefined) {
    const original = bot.handleUpdate.bind(bot);
    bot.handleUpdate = (update) => {
      onHandleUpdate();
      return original(update);
    };
  }
}

function install(bot: Bot, { install = "with-bot" }: BotSetup, options: BotTrackerOptions) {
  if (install === "none") return undefined;
  const ofBot = install.startsWith("with-bot") ? { ...options, bot } : options;
  const first = tracker(ofBot);
  bot.use(first);
  if (install.endsWith("twice")) bot.use(tracker(ofBot));
  if (install.endsWith("and-middleware")) bot.use(tracker(options));
  return first.tracker;
}

async function begin(
  version: Version,
  mode: Mode,
  bot: Bot,
  { allowedUpdates }: BotSetup,
): Promise<() => Promise<unknown>> {
  if (mode === "polling") {
    const ended = bot.startPolling(
      undefined,
      allowedUpdates === undefined ? {} : { allowedUpdates: allowedUpdates as never },
    );
    return async () => {
      bot.stop();
      await ended;
    };
  }
  const server = await listen(version.nodeFrameworkWebhook(bot, { allowUnauthenticated: true }) as never);
  const allowed = allowedUpdates === undefined ? {} : { allowed_updates: allowedUpdates as never };
  await bot.api.setWebhook({ url: server.url, ...allowed });
  return async () => {
    await bot.api.deleteWebhook({});
    await server.close();
    bot.stop();
  };
}
