import type { AnyEvents } from "@bot-tracker/core";
import { type TrackerFlavor, tracker } from "@bot-tracker/grammy";
import { run } from "@grammyjs/runner";
import { Bot, type BotError, type Context, type NextFunction, webhookCallback } from "grammy";
import { Bot as OldestBot, webhookCallback as oldestWebhookCallback } from "grammy-oldest";
import { TELEGRAM } from "../sides/telegram-side.ts";
import type { BotSetup, Mode, RunningBot, Subject } from "../subject.ts";
import { installTracker } from "./install-tracker.ts";
import { listen } from "./listen.ts";
import { spyOn } from "./spy-on.ts";

type MyContext = Context & TrackerFlavor;

interface Version {
  name: string;
  Bot: typeof Bot;
  webhookCallback: typeof webhookCallback;
}

const NEWEST: Version = { name: "grammY 1.46", Bot, webhookCallback };
const OLDEST: Version = {
  name: "grammY 1.17.1",
  // The types of two versions do not fit each other, although all that is used here is in both.
  Bot: OldestBot as unknown as typeof Bot,
  webhookCallback: oldestWebhookCallback as unknown as typeof webhookCallback,
};

export const GRAMMY: readonly Subject[] = [
  subject(NEWEST, "polling"),
  subject(NEWEST, "webhook"),
  subject(NEWEST, "runner"),
  subject(OLDEST, "polling"),
  subject(OLDEST, "webhook"),
  subject(OLDEST, "runner"),
];

function subject(version: Version, mode: Mode): Subject {
  return {
    name: `${version.name}, ${mode}`,
    mode,
    side: TELEGRAM,
    hasContexts: true,
    helpsEarlyHandlers: true,
    resetsAllowedUpdates: mode === "polling",
    waitsAtStop: mode !== "runner",
    reportsErrors: true,
    start: (setup) => start(version, mode, setup),
    readRefusal: (error) => {
      const { error_code: code, description } = error as { error_code?: unknown; description?: unknown };
      return { code, description };
    },
  };
}

async function start(version: Version, mode: Mode, setup: BotSetup): Promise<RunningBot> {
  const { account: telegram, onCall, onHandleUpdate } = setup;
  const bot = new version.Bot<MyContext>(telegram.token, { client: { apiRoot: telegram.apiRoot } });
  if (onCall !== undefined) {
    bot.api.config.use((prev, method, payload, signal) => {
      onCall(method);
      return prev(method, payload, signal);
    });
  }
  spyOn(bot, "handleUpdate", onHandleUpdate);
  if (setup.swallow) bot.use(() => undefined);
  if (setup.asksEarly) {
    bot.use((ctx, next) => {
      void (ctx as { tracker?: unknown }).tracker;
      return next();
    });
  }
  const handle = (ctx: MyContext, next: NextFunction): unknown =>
    setup.onUpdate?.({
      update: ctx.update,
      tracker: (ctx as Partial<TrackerFlavor>).tracker,
      send: (chatId, text) => ctx.api.sendMessage(chatId, text),
      next,
    });
  if (setup.isLate) bot.use(handle);
  const installed = installTracker(
    { bot, tracker: tracker<AnyEvents>, use: (middleware) => void bot.use(middleware) },
    setup,
  );
  if (!setup.isLate) bot.use(handle);
  bot.catch((error: BotError<MyContext>) => setup.onError?.(error.error));
  const stop = await begin(version, mode, bot, setup);
  return {
    tracker: installed,
    send: (chatId, text) => bot.api.sendMessage(chatId, text),
    handleUpdate: (update) => bot.handleUpdate(update as never),
    stop,
  };
}

async function begin(
  version: Version,
  mode: Mode,
  bot: Bot<MyContext>,
  setup: BotSetup,
): Promise<() => Promise<unknown>> {
  const allowed = setup.allowedUpdates === undefined ? {} : { allowed_updates: setup.allowedUpdates as never };
  switch (mode) {
    case "polling": {
      const ended = bot.start(allowed);
      return () => Promise.all([bot.stop(), ended]);
    }
    case "runner": {
      await bot.init();
      const runner = run(bot, { runner: { fetch: allowed } });
      return async () => runner.stop();
    }
    case "webhook": {
      await bot.init();
      const callback = version.webhookCallback(bot, "http");
      const server = await listen((request, response) => {
        // By webhook a bot has no error handler of its own: what failed comes out here.
        callback(request, response).catch((error: BotError<MyContext>) => {
          setup.onError?.(error.error);
          response.writeHead(500).end();
        });
      });
      await bot.api.setWebhook(server.url, allowed);
      return async () => {
        await bot.api.deleteWebhook();
        await server.close();
        await bot.stop();
      };
    }
  }
}
