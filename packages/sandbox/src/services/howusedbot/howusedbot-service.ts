import { readHowUsedBotBody } from "../../bodies/howusedbot-body.ts";
import { cutText } from "../../bounds/cut-text.ts";
import { MOST } from "../../bounds/most.ts";
import { type KeyUsage, LimitUsage } from "../../limits/limit-usage.ts";
import { isJsonObject, type JsonObject } from "../../support/json-object.ts";
import { admitKey, admitToLimits } from "../admit.ts";
import { identify } from "../identify.ts";
import { openBody } from "../open-body.ts";
import { Refusal } from "../refusal.ts";
import type { Answer, Call, IncomingRequest, Notes, Outcome, Service, Verdict } from "../service.ts";
import type { ServiceParts } from "../service-parts.ts";
import { verdictOf } from "../verdict-of.ts";
import { checkRegisterTime, paramsOf, requiredEventName, requiredWholeNumber } from "./howusedbot-fields.ts";

const DEFAULT_ONLINE_SECONDS = 120;
const MAX_ONLINE_SECONDS = 600;
const MEDIA_TYPES = "application/json or application/x-www-form-urlencoded";

/**
 * HowUsedBot's API. Its errors are documented nowhere, so the sandbox answers
 * `{ ok: false, error_code, description }` with TGTrack's codes.
 */
export class HowUsedBotService implements Service {
  readonly name = "howusedbot";
  readonly #parts: ServiceParts;
  readonly #limits = new LimitUsage();

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  read(request: IncomingRequest): Call {
    const body = readHowUsedBotBody(request);
    const fields = body.kind === "value" && isJsonObject(body.value) ? body.value : {};
    const { userId } = fields;
    return {
      httpMethod: request.httpMethod,
      ...identify(
        typeof fields.apiToken === "string" ? fields.apiToken : "",
        requestTypeOf(fields),
        typeof userId === "string" || typeof userId === "number" ? String(userId) : undefined,
        this.#parts.store.redaction,
      ),
      body,
      bodyText: request.bodyText ?? "",
    };
  }

  judge(call: Call, nowMs: number): Verdict {
    return verdictOf((notes) => this.#run(call, nowMs, notes));
  }

  answer(outcome: Outcome): Answer {
    const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
    if (outcome.kind === "accepted")
      return { status: 200, headers, bodyText: JSON.stringify({ ok: true, ...outcome.data }) };
    const { code, description, details, retryAfterSeconds } = outcome;
    if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
    const told = cutText(details ?? description, MOST.detailsChars);
    const bodyText = JSON.stringify({ ok: false, error_code: code, description: told });
    return { status: this.#parts.settings.current.errorStatus === "code" ? code : 200, headers, bodyText };
  }

  usage(nowMs: number): KeyUsage[] {
    return this.#limits.usage(this.#parts.settings.current.howUsedBotLimits.rules, nowMs);
  }

  reset(): void {
    this.#limits.clear();
  }

  #run(call: Call, nowMs: number, notes: Notes): object | undefined {
    if (call.httpMethod !== "POST") throw new Refusal(405, "Requests must be sent with POST.");
    const body = openBody(call.body, MEDIA_TYPES);
    if (typeof body.apiToken !== "string") throw new Refusal(400, "apiToken is required and must be a string.");
    const key = admitKey(call, this.#parts.keys);
    const { howUsedBotLimits, retryAfter } = this.#parts.settings.current;
    admitToLimits(this.#limits.count(call.key, howUsedBotLimits.rules, nowMs), retryAfter, notes.warn);
    const botId = requiredWholeNumber(body, "botId");
    if (call.method === "getOnline") return this.#countOnline(body, botId, nowMs);
    if (key.state === "read-only") throw new Refusal(403, "This token is read-only.");
    if (call.method === "event") return this.#saveEvent(body, call.key, botId, nowMs, notes);
    if (call.method === "update") {
      notes.warn("requestType update (also the default) is deprecated: send requestType event.");
      return undefined;
    }
    throw new Refusal(422, "requestType must be event, getOnline or update.");
  }

  #saveEvent(body: JsonObject, key: string, botId: number, nowMs: number, notes: Notes): undefined {
    const { store, settings } = this.#parts;
    const name = requiredEventName(body, settings.current.maxEventLength);
    const userId = String(requiredWholeNumber(body, "userId"));
    checkRegisterTime(body, notes.warn);
    const params = paramsOf(body);
    store.people.seen({ service: this.name, key: store.keys.idOf(key) }, userId, nowMs);
    const times = { at: nowMs, arrivedAt: nowMs };
    // Sources are TGTrack's: HowUsedBot knows of no links.
    notes.happened({ ...times, service: this.name, kind: "use", botId, userId, name, source: "", params });
  }

  #countOnline(body: JsonObject, botId: number, nowMs: number): object {
    const seconds = body.seconds === undefined ? DEFAULT_ONLINE_SECONDS : requiredWholeNumber(body, "seconds");
    if (seconds > MAX_ONLINE_SECONDS) throw new Refusal(422, `seconds must be at most ${MAX_ONLINE_SECONDS}.`);
    return { onlineCount: this.#parts.store.facts.countOnline(botId, nowMs - seconds * 1_000) };
  }
}

function requestTypeOf(fields: JsonObject): string {
  const { requestType } = fields;
  if (requestType === undefined) return "update";
  return typeof requestType === "string" ? requestType : "";
}
