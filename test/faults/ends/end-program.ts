/** A bot whose end is measured. Usage: node end-program.ts <EndSettings as JSON>, with IPC */
import { createRequire } from "node:module";
import type { Tracker } from "@bot-tracker/core";
import { tracker as grammyTracker } from "@bot-tracker/grammy";
import { attach, tracker as botTracker } from "@bot-tracker/node-telegram-bot-api";
import { tracker as telegrafTracker } from "@bot-tracker/telegraf";
import { Bot as GrammyBot } from "grammy";
import { Bot } from "node-telegram-bot-api-2.0";
import { Telegraf } from "telegraf";
import type { EndSettings, Framework } from "./end-settings.ts";

const { framework, how, token, apiRoot, waiting } = JSON.parse(process.argv[2] ?? "{}") as EndSettings;

interface Running {
  tracker: Tracker;
  serve(): unknown;
  stop(): unknown;
  /** As the framework's README shuts down, where it does more than `stop`. */
  shutDown?(): Promise<void>;
}

const BOTS: Record<Framework, () => Running> = {
  grammY() {
    const bot = new GrammyBot(token, { client: { apiRoot } });
    const { tracker } = use(bot, grammyTracker({ bot }));
    return { tracker, serve: () => bot.start(), stop: () => bot.stop() };
  },
  Telegraf() {
    const bot = new Telegraf(token, { telegram: { apiRoot } });
    const { tracker } = use(bot, telegrafTracker({ bot }));
    const shutDown = async (): Promise<void> => {
      bot.stop("SIGTERM");
      await tracker.close();
      process.exit(0);
    };
    return { tracker, serve: () => bot.launch(), stop: () => bot.stop(), shutDown };
  },
  "ntba 2.0"() {
    const bot = new Bot(token, { apiRoot });
    const { tracker } = use(bot, botTracker({ bot }));
    return { tracker, serve: () => bot.startPolling(), stop: () => bot.stop() };
  },
  "ntba 0.67"() {
    const LegacyBot = createRequire(import.meta.url)("node-telegram-bot-api-0.67");
    const bot = new LegacyBot(token, { baseApiUrl: apiRoot, polling: { autoStart: false } });
    const tracker = attach(bot);
    const shutDown = async (): Promise<void> => {
      await bot.stopPolling({ cancel: true });
      await tracker.close();
      process.exit(0);
    };
    return { tracker, serve: () => bot.startPolling(), stop: () => bot.stopPolling(), shutDown };
  },
};

const { tracker, serve, stop, shutDown = stop } = BOTS[framework]();
const record = (): Promise<unknown> =>
  Promise.all(
    Array.from({ length: waiting }, (_, index) => tracker.trackEvent({ userId: 1_000 + index, event: "lesson" })),
  );

if (how === "by itself") {
  await record();
  process.send?.("recorded", () => process.disconnect());
} else {
  process.once("SIGTERM", () => void (how === "stop" ? stop() : shutDown()));
  void serve();
  process.once("message", () => void record().then(() => process.send?.("recorded", () => process.disconnect())));
}

function use<Middleware>(bot: { use(middleware: never): unknown }, middleware: Middleware): Middleware {
  bot.use(middleware as never);
  return middleware;
}
