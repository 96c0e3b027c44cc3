import { createRequire } from "node:module";
import { attach } from "@bot-tracker/node-telegram-bot-api";
import { freePort } from "../../support/free-port.ts";
import { TELEGRAM } from "../sides/telegram-side.ts";
import type { BotSetup, Mode, RunningBot, Subject } from "../subject.ts";
import { spyOn } from "./spy-on.ts";

// What these versions have in common; 0.x ship no types, and those of 1.x know nothing of 0.x.
interface LegacyBot {
  processUpdate(update: never): void;
  isPolling(): boolean;
  getMe(): Promise<unknown>;
  getWebHookInfo(): Promise<unknown>;
  setWebHook(url: string, options: object): Promise<unknown>;
  deleteWebHook(): Promise<unknown>;
  sendMessage(chatId: number, text: string): Promise<unknown>;
  stopPolling(): Promise<unknown>;
  closeWebHook(): Promise<unknown>;
  _request(method: string, ...args: unknown[]): unknown;
  on(event: string, listener: (content: { from?: { id: number } }) => void): void;
}
type LegacyBotClass = new (token: string, options: object) => LegacyBot;

export const LEGACY: readonly Subject[] = ["0.50", "0.67", "1.2"].flatMap((version) => [
  subject(version, "polling"),
  subject(version, "webhook"),
]);

function subject(version: string, mode: Mode): Subject {
  return {
    name: `node-telegram-bot-api ${version}, ${mode}`,
    mode,
    side: TELEGRAM,
    hasContexts: false,
    helpsEarlyHandlers: false,
    resetsAllowedUpdates: false,
    waitsAtStop: true,
    reportsErrors: false,
    start: (setup) => start(version, mode, setup),
    readRefusal: (error) => {
      const { body } = (error as { response: { body: { error_code: unknown; description: unknown } } }).response;
      return { code: body.error_code, description: body.description };
    },
  };
}

async function start(version: string, mode: Mode, setup: BotSetup): Promise<RunningBot> {
  const { account: telegram, allowedUpdates } = setup;
  const port = mode === "webhook" ? await freePort() : 0;
  const allowed =
    allowedUpdates === undefined
      ? {}
      : { allowed_updates: setup.allowedUpdatesAsArray === true ? allowedUpdates : JSON.stringify(allowedUpdates) };
  const bot = new (legacyClass(version))(telegram.token, {
    baseApiUrl: telegram.apiRoot,
    ...(mode === "webhook"
      ? { webHook: { host: "127.0.0.1", port } }
      : { polling: { interval: 10, params: { timeout: 1, ...allowed } } }),
  });
  spyOn(bot, "_request", setup.onCall);
  spyOn(bot, "processUpdate", setup.onHandleUpdate);
  const tracker = install(bot, setup);
  for (const event of ["message", "callback_query", "my_chat_member"]) {
    bot.on(event, (content) => {
      setup.onUpdate?.({
        update: content,
        tracker: content.from && tracker?.forUser(content.from.id),
        send: (chatId, text) => bot.sendMessage(chatId, text),
      });
    });
  }
  if (mode === "webhook") await bot.setWebHook(`http://127.0.0.1:${port}/bot${telegram.token}`, allowed);
  return {
    tracker,
    send: (chatId, text) => bot.sendMessage(chatId, text),
    handleUpdate: (update) => bot.processUpdate(update as never),
    stop: async () => {
      if (mode === "polling") {
        // These versions wait for the poll that is open.
        telegram.sendUpdate({ message: { message_id: 1, date: 1, chat: { id: -100_7, type: "group", title: "G" } } });
        return bot.stopPolling();
      }
      await bot.deleteWebHook();
      return bot.closeWebHook();
    },
  };
}

function install(bot: LegacyBot, { install = "with-bot", options }: BotSetup) {
  if (install === "none") return undefined;
  const first = attach(bot, options);
  if (install.endsWith("twice")) attach(bot, options);
  return first;
}

function legacyClass(version: string): LegacyBotClass {
  const exported: unknown = createRequire(import.meta.url)(`node-telegram-bot-api-${version}`);
  return (typeof exported === "function" ? exported : (exported as { default: unknown }).default) as LegacyBotClass;
}
