import { BoundedMap } from "../../bounded-map.ts";
import { isJsonObject, type JsonObject } from "../../json-object.ts";
import { emptyLimitState, type LimitState, usageOf } from "../../limits.ts";
import { admitKey, admitToLimits } from "../admit.ts";
import { openBody } from "../open-body.ts";
import { Refusal } from "../refusal.ts";
import type { Answer, Call, IncomingRequest, KeyUsage, Outcome, Service, Verdict } from "../service.ts";
import type { ServiceOptions } from "../service-options.ts";
import { verdictOf } from "../verdict-of.ts";
import { readHowUsedBotBody } from "./howusedbot-body.ts";
import { checkEventName, checkParams, checkRegisterTime, requiredWholeNumber } from "./howusedbot-fields.ts";
import { Presence } from "./presence.ts";

export interface HowUsedBotOptions extends ServiceOptions {
  /** 20 by the API's page, 50 by the FAQ. */
  maxEventLength: 20 | 50;
}

const MAX_TOKENS_REMEMBERED = 10_000;
const DEFAULT_ONLINE_SECONDS = 120;
const MAX_ONLINE_SECONDS = 600;
const MEDIA_TYPES = "application/json or application/x-www-form-urlencoded";

/**
 * HowUsedBot's API. Its errors are documented nowhere, so the sandbox answers
 * `{ ok: false, error_code, description }` with TGTrack's codes.
 */
export class HowUsedBotService implements Service {
  readonly name = "howusedbot";
  readonly #options: HowUsedBotOptions;
  readonly #limits = new BoundedMap<string, LimitState>(MAX_TOKENS_REMEMBERED);
  readonly #presence = new Presence();

  constructor(options: HowUsedBotOptions) {
    this.#options = options;
  }

  read(request: IncomingRequest): Call {
    const body = readHowUsedBotBody(request);
    const fields = body.kind === "value" && isJsonObject(body.value) ? body.value : {};
    const { userId } = fields;
    return {
      httpMethod: request.httpMethod,
      key: typeof fields.apiToken === "string" ? fields.apiToken : "",
      method: requestTypeOf(fields),
      userId: typeof userId === "string" || typeof userId === "number" ? String(userId) : undefined,
      body,
      bodyText: request.bodyText ?? "",
    };
  }

  judge(call: Call, nowMs: number): Verdict {
    return verdictOf((warn) => this.#run(call, nowMs, warn));
  }

  answer(outcome: Outcome): Answer {
    const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
    if (outcome.kind === "accepted")
      return { status: 200, headers, bodyText: JSON.stringify({ ok: true, ...outcome.data }) };
    const { code, description, details, retryAfterSeconds } = outcome;
    if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
    const bodyText = JSON.stringify({ ok: false, error_code: code, description: details ?? description });
    return { status: this.#options.errorStatus === "code" ? code : 200, headers, bodyText };
  }

  usage(nowMs: number): KeyUsage[] {
    const { limits } = this.#options;
    return [...this.#limits.entries()].map(([key, state]) => {
      return { key, mode: limits.mode, windows: usageOf(state, limits, nowMs) };
    });
  }

  reset(): void {
    this.#limits.clear();
    this.#presence.clear();
  }

  #run(call: Call, nowMs: number, warn: (warning: string) => void): object | undefined {
    if (call.httpMethod !== "POST") throw new Refusal(405, "Requests must be sent with POST.");
    const body = openBody(call.body, MEDIA_TYPES);
    if (typeof body.apiToken !== "string") throw new Refusal(400, "apiToken is required and must be a string.");
    const key = admitKey(call.key, this.#options);
    const limits = this.#limits.get(call.key) ?? emptyLimitState();
    this.#limits.set(call.key, limits);
    admitToLimits(limits, this.#options, nowMs, warn);
    const botId = requiredWholeNumber(body, "botId");
    if (call.method === "getOnline") return this.#countOnline(body, botId, nowMs);
    if (key.state === "read-only") throw new Refusal(403, "This token may only read.");
    if (call.method === "event") return this.#saveEvent(body, botId, nowMs, warn);
    if (call.method === "update") {
      warn("requestType update (also the default) is deprecated: send requestType event.");
      return undefined;
    }
    throw new Refusal(422, "requestType must be event, getOnline or update.");
  }

  #saveEvent(body: JsonObject, botId: number, nowMs: number, warn: (warning: string) => void): undefined {
    checkEventName(body, this.#options.maxEventLength);
    const userId = requiredWholeNumber(body, "userId");
    checkRegisterTime(body, warn);
    checkParams(body);
    this.#presence.seen(botId, userId, nowMs);
  }

  #countOnline(body: JsonObject, botId: number, nowMs: number): object {
    const seconds = body.seconds === undefined ? DEFAULT_ONLINE_SECONDS : requiredWholeNumber(body, "seconds");
    if (seconds > MAX_ONLINE_SECONDS) throw new Refusal(422, `seconds must be ${MAX_ONLINE_SECONDS} at most.`);
    return { onlineCount: this.#presence.countSince(botId, nowMs - seconds * 1_000) };
  }
}

function requestTypeOf(fields: JsonObject): string {
  const { requestType } = fields;
  if (requestType === undefined) return "update";
  return typeof requestType === "string" ? requestType : "";
}
