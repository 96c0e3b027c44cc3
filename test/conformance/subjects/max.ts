import type { AnyEvents } from "@bot-tracker/core";
import { type TrackerFlavor, tracker } from "@bot-tracker/max";
import { Bot, type Context, type MaxError } from "@maxhub/max-bot-api";
import { freePort } from "../../support/free-port.ts";
import { MAX } from "../sides/max-side.ts";
import type { BotSetup, Mode, RunningBot, Subject } from "../subject.ts";
import { installTracker } from "./install-tracker.ts";
import { listen } from "./listen.ts";
import { spyOn } from "./spy-on.ts";

type MyContext = Context & TrackerFlavor;

/** `callback`: a server of the bot's own, which the SDK does not know to be running. */
type Way = "polling" | "webhook" | "callback";

export const MAX_BOTS: readonly Subject[] = [
  subject("polling", "polling"),
  subject("webhook", "webhook"),
  subject("callback", "webhook"),
];

function subject(way: Way, mode: Mode): Subject {
  return {
    name: `@maxhub/max-bot-api 0.3, ${way === "callback" ? "webhook in a server of the bot's own" : way}`,
    mode,
    side: MAX,
    hasContexts: true,
    helpsEarlyHandlers: true,
    resetsAllowedUpdates: true,
    waitsAtStop: way === "webhook",
    reportsErrors: true,
    start: (setup) => start(way, setup),
    readRefusal: (error) => {
      const { status, code, description } = error as MaxError;
      return { code: status, description: `${code}: ${description}` };
    },
  };
}

async function start(way: Way, setup: BotSetup): Promise<RunningBot> {
  const { account, onCall, onHandleUpdate } = setup;
  const bot = new Bot<MyContext>(account.token, { clientOptions: { baseUrl: account.apiRoot } });
  spyOnCalls(bot, onCall);
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
      send: (recipient, text) => send(ctx.api, recipient, text),
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
  const stop = await begin(way, bot, setup);
  return {
    tracker: installed,
    send: (recipient, text) => send(bot.api, recipient, text),
    // Private in the SDK's types: polls and webhooks call it.
    handleUpdate: (update) => (bot as unknown as { handleUpdate(update: object): unknown }).handleUpdate(update),
    stop,
  };
}

/** People by their id; groups have none but their chat's. */
function send(api: MyContext["api"], recipient: number, text: string): Promise<unknown> {
  return recipient > 0 ? api.sendMessageToUser(recipient, text) : api.sendMessageToChat(recipient, text);
}

async function begin(way: Way, bot: Bot<MyContext>, { allowedUpdates }: BotSetup): Promise<() => Promise<unknown>> {
  const list = allowedUpdates === undefined ? {} : { allowedUpdates: allowedUpdates as never };
  if (way === "polling") {
    const ended = bot.start({ mode: "polling", options: list });
    return async () => {
      bot.stopPolling();
      await ended;
    };
  }
  const path = "/hook";
  if (way === "webhook") {
    const port = await freePort();
    await bot.start({ mode: "webhook", options: { domain: `127.0.0.1:${port}`, port, path, ...list } });
    return () => bot.stopWebhook();
  }
  let callback: ReturnType<Bot["webhookCallback"]> = (_request, response) => void response.writeHead(503).end();
  const server = await listen((request, response) => callback(request, response));
  const domain = new URL(server.url).host;
  callback = bot.webhookCallback({ domain, path });
  await bot.api.subscribe(`https://${domain}${path}`, undefined, allowedUpdates as never);
  return async () => {
    await bot.api.unsubscribe(`https://${domain}${path}`);
    await server.close();
    await bot.stopWebhook();
  };
}

function spyOnCalls(bot: Bot<MyContext>, onCall: BotSetup["onCall"]): void {
  if (onCall === undefined) return;
  const { client } = bot.api.raw as unknown as { client: { call(call: ClientCall): unknown } };
  const original = client.call;
  client.call = (call) => {
    onCall(`${call.options.method} ${call.method}`);
    return original(call);
  };
}

interface ClientCall {
  method: string;
  options: { method: string };
}
