import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, refuse, toHttp } from "../api/answer.ts";
import { METHOD_NAME } from "../api/method-name.ts";
import { readParams } from "../api/params.ts";
import type { BotAccount } from "../bot/bot-account.ts";
import { botIdIn } from "../bot/token.ts";
import type { BodyReader } from "./read-body.ts";
import { type HostNames, refusalOfStranger } from "./refusal-of-stranger.ts";

export interface RespondOptions {
  readonly bodies: BodyReader;
  readonly names: HostNames;
  readonly latencyMs: number;
  /** The bot that a well-formed token belongs to. */
  findBot(token: string): BotAccount | undefined;
}

const CALL_PATH = /^\/bot([^/]+)\/([^/]+)$/;

/** One call: in within the bounds, carried out, and answered as the Bot API does. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: RespondOptions,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const answer = await answerTo(request, options, gone.signal);
  if (answer.kind === "dropped") {
    request.socket.destroy();
    return;
  }
  const { status, body } = toHttp(answer);
  // What was not read of a refused body is not waited for.
  const ending = request.complete ? {} : { connection: "close" };
  response.writeHead(status, { "content-type": "application/json", ...ending }).end(body);
}

async function answerTo(request: IncomingMessage, options: RespondOptions, gone: AbortSignal): Promise<Answer> {
  const refusal = refusalOfStranger(request.headers, options.names);
  if (refusal !== undefined) return refuse(403, refusal);
  const url = URL.parse(request.url ?? "/", "http://simulator");
  const [, token, method] = CALL_PATH.exec(decoded(url?.pathname ?? "")) ?? [];
  if (url === null || token === undefined || method === undefined) return refuse(404, "Not Found");
  if (botIdIn(token) === undefined || !METHOD_NAME.test(method)) return refuse(404, "Not Found");
  // Before the body is read: one that waits would be held, and counted by nobody.
  if (options.latencyMs > 0) await sleep(options.latencyMs, undefined, { signal: gone });
  const outcome = await options.bodies.read(request);
  if (outcome.kind === "too-large") return refuse(413, "Request Entity Too Large");
  if (outcome.kind === "too-many") return refuse(503, "Service Unavailable: too many bodies at once");
  const bot = options.findBot(token);
  if (bot === undefined) return refuse(401, "Unauthorized");
  try {
    const params = readParams(url.searchParams, outcome.body, request.headers["content-type"] ?? "");
    return await bot.call(method, params, "http", gone);
  } catch {
    return refuse(400, "Bad Request: can't parse the request's parameters");
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
