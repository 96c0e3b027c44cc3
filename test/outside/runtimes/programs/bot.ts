/**
 * A bot as people write it, in whatever runtime. Usage: bot.ts <framework> <polling|webhook> <token> <apiRoot>, with the
 * tracker's options as JSON in TRACKER_OPTIONS. It counts an event for who says "lesson", and writes to person 43 for
 * who says "news".
 */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Tracker, UserTracker } from "@bot-tracker/core";
import { type TrackerFlavor as GrammyFlavor, tracker as grammyTracker } from "@bot-tracker/grammy";
import { tracker as botTracker, trackerOf } from "@bot-tracker/node-telegram-bot-api";
import { Bot as GrammyBot, type Context as GrammyContext, webhookCallback } from "grammy";
import { Bot, nodeFrameworkWebhook } from "node-telegram-bot-api";

interface RunnableBot {
  readonly tracker: Tracker;
  poll(): Promise<unknown>;
  listener(): RequestListener;
  setWebhook(url: string): Promise<unknown>;
  /** Ends polling. */
  stop(): unknown;
}

const [framework = "", mode, token = "", apiRoot = ""] = process.argv.slice(2);
const options = JSON.parse(process.env["TRACKER_OPTIONS"] ?? "{}") as object;

async function answer(text: string | undefined, person: UserTracker, send: (id: number) => Promise<unknown>) {
  if (text === "lesson") await person.trackEvent("lesson");
  if (text === "news") await send(43).catch(() => undefined);
}

const frameworks: Record<string, () => RunnableBot> = {
  grammY() {
    const bot = new GrammyBot<GrammyContext & GrammyFlavor>(token, { client: { apiRoot } });
    const middleware = grammyTracker({ ...options, bot });
    bot.use(middleware);
    bot.on("message", (ctx) => answer(ctx.message.text, ctx.tracker, (id) => bot.api.sendMessage(id, "News")));
    return {
      tracker: middleware.tracker,
      poll: () => bot.start(),
      listener: () => webhookCallback(bot, "http"),
      setWebhook: (url) => bot.api.setWebhook(url),
      stop: () => bot.stop(),
    };
  },
  "node-telegram-bot-api 2"() {
    const bot = new Bot(token, { apiRoot });
    const middleware = botTracker({ ...options, bot });
    bot.use(middleware);
    bot.on("message", (ctx) =>
      answer(ctx.message?.text, trackerOf(ctx), (id) => bot.api.sendMessage({ chat_id: id, text: "News" })),
    );
    return {
      tracker: middleware.tracker,
      poll: () => bot.startPolling(),
      listener: () => nodeFrameworkWebhook(bot, { allowUnauthenticated: true }) as RequestListener,
      setWebhook: (url) => bot.api.setWebhook({ url }),
      stop: () => bot.stop(),
    };
  },
};

const make = frameworks[framework];
if (make === undefined) throw new Error(`There is no ${framework}.`);
const { tracker, poll, listener, setWebhook, stop } = make();
if (mode === "webhook") {
  const server = createServer(listener()).listen(0, "127.0.0.1", () => {
    void setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  });
  process.once("SIGTERM", () => {
    server.close();
    server.closeAllConnections();
    void tracker.close();
  });
} else {
  process.once("SIGTERM", () => void stop());
  await poll();
}
