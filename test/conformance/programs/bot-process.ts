/** A bot as a process of its own. Usage: node bot-process.ts <framework> <idle|report|serve> <token> <apiRoot> */
import { createRequire } from "node:module";
import { tracker as grammyTracker } from "@bot-tracker/grammy";
import { tracker as maxTracker } from "@bot-tracker/max";
import { attach, tracker as botTracker } from "@bot-tracker/node-telegram-bot-api";
import { tracker as telegrafTracker } from "@bot-tracker/telegraf";
import { Bot as MaxBot } from "@maxhub/max-bot-api";
import { Bot as GrammyBot } from "grammy";
import { Bot } from "node-telegram-bot-api";
import { Telegraf } from "telegraf";

const [framework, what, token = "", apiRoot = ""] = process.argv.slice(2);

const bots = {
  grammy() {
    const bot = new GrammyBot(token, { client: { apiRoot } });
    const middleware = grammyTracker({ bot });
    bot.use(middleware);
    return { tracker: middleware.tracker, serve: () => bot.start(), stop: () => bot.stop() };
  },
  telegraf() {
    const bot = new Telegraf(token, { telegram: { apiRoot } });
    const middleware = telegrafTracker({ bot });
    bot.use(middleware);
    return { tracker: middleware.tracker, serve: () => bot.launch(), stop: () => bot.stop() };
  },
  "bot-2"() {
    const bot = new Bot(token, { apiRoot });
    const middleware = botTracker({ bot });
    bot.use(middleware);
    return { tracker: middleware.tracker, serve: () => bot.startPolling(), stop: () => bot.stop() };
  },
  max() {
    const bot = new MaxBot(token, { clientOptions: { baseUrl: apiRoot } });
    const middleware = maxTracker({ bot });
    bot.use(middleware);
    return { tracker: middleware.tracker, serve: () => bot.start(), stop: () => bot.stopPolling() };
  },
  legacy() {
    const LegacyBot = createRequire(import.meta.url)("node-telegram-bot-api-0.67");
    const bot = new LegacyBot(token, { baseApiUrl: apiRoot, polling: { autoStart: false, params: { timeout: 1 } } });
    const tracker = attach(bot);
    return { tracker, serve: () => bot.startPolling(), stop: () => bot.stopPolling() };
  },
};

const { tracker, serve, stop } = bots[framework as keyof typeof bots]();
if (what === "report") void tracker.userStarted({ user: { id: 42, first_name: "Anna" }, startValue: "ad_1" });
if (what === "serve") {
  process.once("SIGTERM", () => void stop());
  await serve();
}
