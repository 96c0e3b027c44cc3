import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, refuse } from "../../../packages/telegram-simulator/src/api/answer.ts";
import type { SendFault, SendFaultOptions } from "../../../packages/telegram-simulator/src/api/send-faults.ts";
import type { ApiCall, CallFilter, WaitOptions } from "../../../packages/telegram-simulator/src/bot/call-log.ts";
import { GENEROUS } from "../../support/generous.ts";
import { keepIdleConnections } from "../../support/keep-idle-connections.ts";
import { MaxAccount } from "./max-account.ts";
import type { MaxPerson, MaxPersonProfile } from "./max-person.ts";

export interface MaxSimulatorOptions {
  /** The pause before an update is pushed to a webhook again, doubling with every failure. Default 20. */
  webhookRetryDelayMs?: number;
  /** The clock for the times of updates and messages. Default `Date.now`. */
  nowMs?: () => number;
}

/** One MAX bot as its test sees it: from MAX's side. Shaped like the handle of a Telegram bot. */
export interface MaxBotHandle {
  /** Opaque: no id stands in it. */
  readonly token: string;
  readonly id: number;
  readonly username: string;
  /** What the SDK takes as `clientOptions.baseUrl`. */
  readonly apiRoot: string;
  sendUpdate(update: object): number;
  /** Delivers an update byte for byte. */
  sendRawUpdate(text: string): number;
  /** Delivers an update a second time. */
  redeliver(updateId: number): void;
  /** The hands of a person. The same id gives the same person again. */
  user(profile: MaxPersonProfile): MaxPerson;
  /** Makes sending to a person or a group fail; returns a function that lifts the rule. */
  failSends(id: number, fault: SendFault, options?: SendFaultOptions): () => void;
  /** Every call so far, oldest first: `POST messages`. */
  calls(filter?: CallFilter): ApiCall[];
  waitForCall(filter: CallFilter, options?: WaitOptions): Promise<ApiCall>;
  pendingUpdates(): number;
  /** Resolves when none is pending; rejects after `timeoutMs`, by default 60,000. */
  waitUntilTaken(options?: { timeoutMs?: number }): Promise<void>;
}

/** A server of MAX's Bot API on this machine. */
export interface MaxSimulator {
  readonly apiRoot: string;
  addBot(options?: { token?: string; username?: string }): MaxBotHandle;
  /** Hangs up on everybody and frees the port. */
  close(): Promise<void>;
}

/** Starts a server that behaves like MAX's towards bots, and gives tests the other side of the dialogs. */
export async function startMaxSimulator(options: MaxSimulatorOptions = {}): Promise<MaxSimulator> {
  const accounts = new Map<string, MaxAccount>();
  const server = createServer((request, response) => {
    respond(request, response, accounts).catch(() => response.destroy());
  });
  keepIdleConnections(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    apiRoot,
    addBot({ token = makeToken(accounts.size), username = `simulated_${accounts.size + 1}_bot` } = {}) {
      const account = new MaxAccount({
        token,
        id: 9_001 + accounts.size,
        username,
        webhookTiming: {
          retryDelayMs: options.webhookRetryDelayMs ?? 20,
          maxRetryDelayMs: 1_000,
          timeoutMs: 60_000,
        },
        nowMs: options.nowMs ?? Date.now,
      });
      accounts.set(token, account);
      return toHandle(account, apiRoot);
    },
    async close() {
      for (const { updates } of accounts.values()) updates.close();
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
  accounts: ReadonlyMap<string, MaxAccount>,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const account = accounts.get(request.headers.authorization ?? "");
  const answer = await answerTo(request, Buffer.concat(chunks).toString(), account, gone.signal);
  if (answer.kind === "dropped") {
    request.socket.destroy();
    return;
  }
  const { status, body } = toHttp(answer, account);
  response.writeHead(status, { "content-type": "application/json;charset=utf-8" }).end(body);
}

async function answerTo(
  request: IncomingMessage,
  body: string,
  account: MaxAccount | undefined,
  gone: AbortSignal,
): Promise<Answer> {
  if (account === undefined) return refuse(401, "verify.token: Invalid access_token");
  const url = new URL(request.url ?? "/", "http://simulator");
  try {
    const given: unknown = body === "" ? {} : JSON.parse(body);
    const params = { ...Object.fromEntries(url.searchParams), ...(given as object) };
    return await account.call(`${request.method} ${url.pathname.slice(1)}`, params, gone);
  } catch {
    return refuse(400, "proto.payload: The request is no JSON");
  }
}

/** MAX answers with the result itself, and refuses with a status, a `code` and a `message`. */
function toHttp(
  answer: Exclude<Answer, { kind: "dropped" }>,
  account: MaxAccount | undefined,
): { status: number; body: string } {
  if (answer.kind === "updates") {
    const marker = account?.updates.markerAfter(answer.lastId);
    return { status: 200, body: `{"updates":[${answer.texts.join(",")}],"marker":${marker}}` };
  }
  const { reply } = answer;
  if (reply.ok) return { status: 200, body: JSON.stringify(reply.result) };
  const [, code, message] = /^([\w.]+): (.*)$/.exec(reply.description) ?? [undefined, "error", reply.description];
  return { status: reply.error_code, body: JSON.stringify({ code, message }) };
}

function toHandle(account: MaxAccount, apiRoot: string): MaxBotHandle {
  return {
    token: account.token,
    id: account.id,
    username: account.username,
    apiRoot,
    sendUpdate: (update) => account.updates.sendRaw(JSON.stringify(update)),
    sendRawUpdate: (text) => account.updates.sendRaw(text),
    redeliver: (updateId) => account.updates.redeliver(updateId),
    user: (profile) => account.user(profile),
    failSends: (id, fault, options = {}) => account.faults.add(id, fault, options),
    calls: (filter) => account.log.find(filter),
    waitForCall: (filter, options = {}) => account.log.waitFor(filter, options),
    pendingUpdates: () => account.updates.pendingCount,
    waitUntilTaken: ({ timeoutMs = GENEROUS.timeoutMs } = {}) => account.updates.waitUntilTaken(timeoutMs),
  };
}

function makeToken(count: number): string {
  return `f9LHodD0cOI${"simulated-not-a-real-token".repeat(2).slice(0, 40)}${String(count).padStart(2, "0")}`;
}
