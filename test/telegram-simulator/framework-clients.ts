import { createRequire } from "node:module";
import type { BotHandle } from "@bot-tracker/telegram-simulator";
import { Bot as GrammyBot, GrammyError, InputFile as GrammyFile } from "grammy";
import { Bot as NtbaBot, InputFile as NtbaFile, TelegramApiError } from "node-telegram-bot-api";
import { Telegraf, TelegramError } from "telegraf";

/** A bot on one framework, as its author would write it, polling until `stop`. */
export interface PollingBot {
  send(chatId: number, text: string): Promise<unknown>;
  stop(): Promise<unknown>;
}

export interface FrameworkClient {
  name: string;
  /** Whether its polling sends `allowed_updates: []`, which brings Telegram's default set back. */
  resetsAllowedUpdates: boolean;
  poll(bot: BotHandle, onUpdate: (update: object) => void): PollingBot;
  /** Sends the bytes as a document. Telegraf has none here: its uploads stall on Node 26, whatever the server. */
  upload?(bot: BotHandle, chatId: number, bytes: Buffer): Promise<unknown>;
  /** What a refused send's error shows, read as the framework's users read it. */
  readRefusal(error: unknown): { code: unknown; description: unknown };
}

// What the event-emitter versions have in common; 0.x ship no types, and those of 1.x know nothing of 0.x.
interface LegacyBot {
  processUpdate(update: object): void;
  sendMessage(chatId: number, text: string): Promise<unknown>;
  sendDocument(chatId: number, bytes: Buffer, options: object, file: object): Promise<unknown>;
  stopPolling(): Promise<unknown>;
}
type LegacyBotClass = new (token: string, options: object) => LegacyBot;

export const CLIENTS: readonly FrameworkClient[] = [
  {
    name: "grammY",
    resetsAllowedUpdates: true,
    poll({ token, apiRoot }, onUpdate) {
      const bot = new GrammyBot(token, { client: { apiRoot } });
      bot.use((ctx) => onUpdate(ctx.update));
      const ended = bot.start();
      return {
        send: (chatId, text) => bot.api.sendMessage(chatId, text),
        stop: () => Promise.all([bot.stop(), ended]),
      };
    },
    upload: ({ token, apiRoot }, chatId, bytes) =>
      new GrammyBot(token, { client: { apiRoot } }).api.sendDocument(chatId, new GrammyFile(bytes, "a.txt")),
    readRefusal: (error) =>
      error instanceof GrammyError ? { code: error.error_code, description: error.description } : unexpected(error),
  },
  {
    name: "Telegraf",
    resetsAllowedUpdates: true,
    poll({ token, apiRoot }, onUpdate) {
      const bot = new Telegraf(token, { telegram: { apiRoot } });
      bot.use((ctx) => onUpdate(ctx.update));
      const ended = bot.launch();
      return {
        send: (chatId, text) => bot.telegram.sendMessage(chatId, text),
        stop: async () => {
          bot.stop();
          await ended;
        },
      };
    },
    readRefusal: (error) =>
      error instanceof TelegramError ? { code: error.code, description: error.description } : unexpected(error),
  },
  {
    name: "node-telegram-bot-api 2.x",
    resetsAllowedUpdates: false,
    poll({ token, apiRoot }, onUpdate) {
      const bot = new NtbaBot(token, { apiRoot });
      bot.use((ctx) => onUpdate(ctx.update));
      const ended = bot.startPolling();
      return {
        send: (chatId, text) => bot.api.sendMessage({ chat_id: chatId, text }),
        stop: () => {
          bot.stop();
          return ended;
        },
      };
    },
    upload: ({ token, apiRoot }, chat_id, bytes) =>
      new NtbaBot(token, { apiRoot }).api.sendDocument({
        chat_id,
        document: new NtbaFile(bytes, { filename: "a.txt" }),
      }),
    readRefusal: (error) =>
      error instanceof TelegramApiError ? { code: error.errorCode, description: error.description } : unexpected(error),
  },
  legacyClient("0.50"),
  legacyClient("0.67"),
  legacyClient("1.2"),
];

function legacyClient(version: string): FrameworkClient {
  return {
    name: `node-telegram-bot-api ${version}`,
    resetsAllowedUpdates: false,
    poll({ token, apiRoot }, onUpdate) {
      const bot = new (legacyClass(version))(token, {
        baseApiUrl: apiRoot,
        polling: { interval: 10, params: { timeout: 1 } },
      });
      bot.processUpdate = onUpdate;
      return {
        send: (chatId, text) => bot.sendMessage(chatId, text),
        // Its `cancel` cannot be used: 0.67 polls on after it, and 1.2 waits for its poll all the same.
        stop: () => bot.stopPolling(),
      };
    },
    upload: ({ token, apiRoot }, chatId, bytes) =>
      new (legacyClass(version))(token, { baseApiUrl: apiRoot }).sendDocument(
        chatId,
        bytes,
        {},
        { filename: "a.txt", contentType: "text/plain" },
      ),
    readRefusal: (error) => {
      const { response } = error as { response: { body: { error_code: unknown; description: unknown } } };
      return { code: response.body.error_code, description: response.body.description };
    },
  };
}

function legacyClass(version: string): LegacyBotClass {
  const exported: unknown = createRequire(import.meta.url)(`node-telegram-bot-api-${version}`);
  return (typeof exported === "function" ? exported : (exported as { default: unknown }).default) as LegacyBotClass;
}

function unexpected(error: unknown): never {
  throw new Error("Expected the framework's own error.", { cause: error });
}
