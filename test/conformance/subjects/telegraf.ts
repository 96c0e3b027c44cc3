import { createRequire } from "node:module";
import type { AnyEvents } from "@bot-tracker/core";
import { type TrackerFlavor, tracker } from "@bot-tracker/telegraf";
import { type Context, Telegraf } from "telegraf";
import { TELEGRAM } from "../sides/telegram-side.ts";
import type { BotSetup, Mode, RunningBot, Subject } from "../subject.ts";
import { installTracker } from "./install-tracker.ts";
import { listen } from "./listen.ts";
import { spyOn } from "./spy-on.ts";

type MyContext = Context & TrackerFlavor;

interface Version {
  name: string;
  Telegraf: typeof Telegraf;
}

const NEWEST: Version = { name: "Telegraf 4.16", Telegraf };
// Its types cannot be found from an ES module.
const oldest = createRequire(import.meta.url)("telegraf-oldest") as { Telegraf: typeof Telegraf };
const OLDEST: Version = { name: "Telegraf 4.8", Telegraf: oldest.Telegraf };

export const TELEGRAF: readonly Subject[] = [
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
    helpsEarlyHandlers: true,
    resetsAllowedUpdates: mode === "polling",
    waitsAtStop: false,
    reportsErrors: true,
    start: (setup) => start(version, mode, setup),
    readRefusal: (error) => {
      const { code, description } = error as { code?: unknown; description?: unknown };
      return { code, description };
    },
  };
}

async function start(version: Version, mode: Mode, setup: BotSetup): Promise<RunningBot> {
  const { account: telegram, onCall, onHandleUpdate } = setup;
  const bot = new version.Telegraf<MyContext>(telegram.token, { telegram: { apiRoot: telegram.apiRoot } });
  spyOn(bot.telegram, "callApi", onCall);
  spyOn(bot, "handleUpdate", onHandleUpdate);
  if (setup.swallow) bot.use(() => undefined);
  if (setup.asksEarly) {
    bot.use((ctx, next) => {
      void (ctx as { tracker?: unknown }).tracker;
      return next();
    });
  }
  const handle = async (ctx: MyContext, next: () => Promise<void>): Promise<void> => {
    await setup.onUpdate?.({
      update: ctx.update,
      tracker: (ctx as Partial<TrackerFlavor>).tracker,
      send: (chatId, text) => ctx.telegram.sendMessage(chatId, text),
      next,
    });
  };
  if (setup.isLate) bot.use(handle);
  const installed = installTracker(
    { bot, tracker: tracker<AnyEvents>, use: (middleware) => void bot.use(middleware) },
    setup,
  );
  if (!setup.isLate) bot.use(handle);
  bot.catch((error) => setup.onError?.(error));
  const stop = await begin(mode, bot, setup);
  return {
    tracker: installed,
    send: (chatId, text) => bot.telegram.sendMessage(chatId, text),
    handleUpdate: (update) => bot.handleUpdate(update as never),
    stop,
  };
}

async function begin(
  mode: Mode,
  bot: Telegraf<MyContext>,
  { allowedUpdates }: BotSetup,
): Promise<() => Promise<unknown>> {
  if (mode === "polling") {
    const ended = bot.launch(allowedUpdates === undefined ? {} : { allowedUpdates: allowedUpdates as never });
    return async () => {
      bot.stop();
      await ended;
    };
  }
  const server = await listen(bot.webhookCallback("/hook"));
  const allowed = allowedUpdates === undefined ? {} : { allowed_updates: allowedUpdates as never };
  await bot.telegram.setWebhook(server.url, allowed);
  return async () => {
    await bot.telegram.deleteWebhook();
    await server.close();
    try {
      bot.stop();
    } catch (error) {
      // Telegraf says so of every bot that a server of one's own serves.
      if (!String(error).includes("Bot is not running!")) throw error;
    }
  };
}
