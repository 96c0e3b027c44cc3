import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, refuse, toHttp } from "../api/answer.ts";
import { readParams } from "../api/params.ts";
import { botProfile, type TelegramUser } from "../api/profiles.ts";
import type { SendFault, SendFaultOptions } from "../api/send-faults.ts";
import type { ApiCall, CallFilter, WaitOptions } from "../bot/call-log.ts";
import { SimulatedBot } from "../bot/simulated-bot.ts";
import type { SimulatedUser } from "../people/simulated-user.ts";

export interface TelegramSimulatorOptions {
  /** Default 0: a free one. */
  port?: number;
  /** How long every request takes to arrive. Default 0. */
  latencyMs?: number;
  /** The pause before an update is pushed to a webhook again, doubling with every failure. Default 20. */
  webhookRetryDelayMs?: number;
  /** Where that pause stops growing. Default 1000. A `Retry-After` of the bot's own beats both. */
  webhookMaxRetryDelayMs?: number;
  /** How long a webhook may take to answer. Default 60000. */
  webhookTimeoutMs?: number;
  /**
   * How long `waitForCall` and `waitUntilTaken` wait unless told otherwise. Default 4,000: less than a test runner
   * waits, so that this error is the one that is seen.
   */
  waitTimeoutMs?: number;
  /** The clock for the dates of messages. Default `Date.now`. */
  nowMs?: () => number;
}

export interface AddBotOptions {
  /** Default: made up. Its digits before the colon are the bot's id. */
  token?: string;
  /** Without `@`. */
  username?: string;
  /** The list an earlier deployment left on Telegram's side. Default: none, so Telegram's default set. */
  allowedUpdates?: readonly string[];
}

/** One bot as its test sees it: from Telegram's side. */
export interface BotHandle {
  readonly token: string;
  readonly id: number;
  readonly username: string;
  /** The same for all bots of one simulator. */
  readonly apiRoot: string;
  /** Delivers an update, if the bot's `allowed_updates` let it through, and returns its `update_id`. */
  sendUpdate(update: object): number;
  /** Delivers an update byte for byte. */
  sendRawUpdate(text: string): number;
  /** Delivers an update a second time, under the same id. */
  redeliver(updateId: number): void;
  /** The hands of a person. The same id gives the same person again. */
  user(profile: TelegramUser): SimulatedUser;
  /** Makes sending to a chat fail; returns a function that lifts the rule. */
  failSends(chatId: number | string, fault: SendFault, options?: SendFaultOptions): () => void;
  /** Every call so far, oldest first. */
  calls(filter?: CallFilter): ApiCall[];
  waitForCall(filter: CallFilter, options?: WaitOptions): Promise<ApiCall>;
  /** How many updates the bot has not confirmed (polling) or answered with 2xx (webhook). */
  pendingUpdates(): number;
  /** Resolves when none is pending; rejects after `timeoutMs`, by default the simulator's `waitTimeoutMs`. */
  waitUntilTaken(options?: { timeoutMs?: number }): Promise<void>;
  readonly getUpdatesCount: number;
}

/** A Bot API server on this machine. */
export interface TelegramSimulator {
  /** What a framework takes in place of `https://api.telegram.org`. */
  readonly apiRoot: string;
  addBot(options?: AddBotOptions): BotHandle;
  /** Hangs up on everybody and frees the port. */
  close(): Promise<void>;
}

// Node's own 5 s race with clients that send on a connection just closed: their call would look lost, as if by the bot.
const KEEP_ALIVE_MS = 600_000;
const CALL_PATH = /^\/bot([^/]+)\/([^/]+)$/;

/** Starts a Bot API server that behaves like Telegram's towards bots, and gives tests the other side of the chats. */
export async function startTelegramSimulator(options: TelegramSimulatorOptions = {}): Promise<TelegramSimulator> {
  const bots = new Map<string, SimulatedBot>();
  const server = createServer((request, response) => {
    respond(request, response, bots, options.latencyMs ?? 0).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const apiRoot = `http://127.0.0.1:${port}`;

  return {
    apiRoot,
    addBot({ token = makeToken(bots.size), username = `simulated_${bots.size + 1}_bot`, allowedUpdates = [] } = {}) {
      const id = Number(token.split(":")[0]);
      if (!Number.isSafeInteger(id) || !token.includes(":")) {
        throw new TypeError("Expected a bot token of the form <digits>:<secret>.");
      }
      if (bots.has(token)) throw new Error(`Expected a token of its own for each bot, and bot ${id} has this one.`);
      const bot = new SimulatedBot({
        token,
        profile: botProfile(id, username),
        allowedUpdates,
        webhookTiming: {
          retryDelayMs: options.webhookRetryDelayMs ?? 20,
          maxRetryDelayMs: options.webhookMaxRetryDelayMs ?? 1_000,
          timeoutMs: options.webhookTimeoutMs ?? 60_000,
        },
        waitTimeoutMs: options.waitTimeoutMs ?? 4_000,
        nowMs: options.nowMs ?? Date.now,
      });
      bots.set(token, bot);
      return toHandle(bot, apiRoot);
    },
    async close() {
      for (const bot of bots.values()) bot.updates.close();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  bots: ReadonlyMap<string, SimulatedBot>,
  latencyMs: number,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  if (latencyMs > 0) await sleep(latencyMs);
  const answer = await answerTo(request, Buffer.concat(chunks), bots, gone.signal);
  if (answer.kind === "dropped") {
    request.socket.destroy();
    return;
  }
  const { status, body } = toHttp(answer);
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

async function answerTo(
  request: IncomingMessage,
  body: Buffer<ArrayBuffer>,
  bots: ReadonlyMap<string, SimulatedBot>,
  gone: AbortSignal,
): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://simulator");
  const [, token, method] = CALL_PATH.exec(decodeURIComponent(url.pathname)) ?? [];
  if (token === undefined || method === undefined) return refuse(404, "Not Found");
  const bot = bots.get(token);
  if (bot === undefined) return refuse(401, "Unauthorized");
  try {
    const params = readParams(url.searchParams, body, request.headers["content-type"] ?? "");
    return await bot.call(method, params, "http", gone);
  } catch {
    return refuse(400, "Bad Request: can't parse the request's parameters");
  }
}

function toHandle(bot: SimulatedBot, apiRoot: string): BotHandle {
  return {
    token: bot.token,
    id: bot.profile.id,
    username: bot.profile.username,
    apiRoot,
    sendUpdate: (update) => bot.updates.send(update),
    sendRawUpdate: (text) => bot.updates.sendRaw(text),
    redeliver: (updateId) => bot.updates.redeliver(updateId),
    user: (profile) => bot.user(profile),
    failSends: (chatId, fault, options = {}) => bot.faults.add(chatId, fault, options),
    calls: (filter) => bot.log.find(filter),
    waitForCall: (filter, options = {}) => bot.log.waitFor(filter, options),
    pendingUpdates: () => bot.updates.pendingCount,
    waitUntilTaken: ({ timeoutMs } = {}) => bot.updates.waitUntilTaken(timeoutMs),
    get getUpdatesCount() {
      return bot.log.find("getUpdates").length;
    },
  };
}

function makeToken(botCount: number): string {
  return `${7_000_000_001 + botCount}:AAF${"simulated".repeat(4).slice(0, 32)}`;
}
