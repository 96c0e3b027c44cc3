import type { AnyEvents } from "@bot-tracker/core";
import { tracker } from "@bot-tracker/node-telegram-bot-api";
import { Bot, nodeFrameworkWebhook } from "node-telegram-bot-api";
import { Bot as OldestBot, nodeFrameworkWebhook as oldestNodeFrameworkWebhook } from "node-telegram-bot-api-2.0";
import { TELEGRAM } from "../sides/telegram-side.ts";
import type { BotSetup, Mode, RunningBot, Subject } from "../subject.ts";
import { installTracker } from "./install-tracker.ts";
import { listen } from "./listen.ts";
import { spyOn } from "./spy-on.ts";

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
    side: TELEGRAM,
    hasContexts: true,
    helpsEarlyHandlers: false,
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
  const { account: telegram, onCall, onHandleUpdate } = setup;
  const bot = new version.Bot(telegram.token, { apiRoot: telegram.apiRoot });
  spyOn(bot.api, "request", onCall);
  spyOn(bot, "handleUpdate", onHandleUpdate);
  if (setup.swallow) bot.use(() => undefined);
  if (setup.asksEarly) {
    bot.use((ctx, next) => {
      void (ctx as { tracker?: unknown }).tracker;
      return next();
    });
  }
  const installed = installTracker(
    { bot, tracker: tracker<AnyEvents>, use: (middleware) => void bot.use(middleware) },
    setup,
  );
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
