import { readTgtrackBody } from "../../bodies/tgtrack-body.ts";
import { cutText } from "../../bounds/cut-text.ts";
import { MOST } from "../../bounds/most.ts";
import { type KeyUsage, LimitUsage } from "../../limits/limit-usage.ts";
import { INTEGRATIONS } from "../../settings/integration.ts";
import { isJsonObject } from "../../support/json-object.ts";
import { isTgtrackMethod } from "../../wire/tgtrack-methods.ts";
import { admitKey, admitToLimits } from "../admit.ts";
import { identify } from "../identify.ts";
import { openBody } from "../open-body.ts";
import { Refusal } from "../refusal.ts";
import type { Answer, Call, IncomingRequest, Notes, Outcome, Service, Verdict } from "../service.ts";
import type { ServiceParts } from "../service-parts.ts";
import { verdictOf } from "../verdict-of.ts";
import { KeyMemory } from "./key-memory.ts";
import type { Method, MethodContext, UniqueId } from "./method.ts";
import { methodNamed } from "./methods.ts";

/** TGTrack's service API, as its documents describe it, for one of the two messengers. */
export class TgtrackService implements Service {
  readonly name: "tgtrack" | "tgtrack-max";
  readonly #platform: "telegram" | "max";
  readonly #parts: ServiceParts;
  readonly #limits = new LimitUsage();

  constructor(platform: "telegram" | "max", parts: ServiceParts) {
    this.name = platform === "max" ? "tgtrack-max" : "tgtrack";
    this.#platform = platform;
    this.#parts = parts;
  }

  read(request: IncomingRequest): Call {
    const body = readTgtrackBody(request);
    return {
      httpMethod: request.httpMethod,
      ...identify(
        request.pathKey ?? "",
        request.pathMethod ?? "",
        body.kind === "value" ? userIdOf(body.value) : undefined,
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
    if (outcome.kind === "accepted") {
      const { data } = outcome;
      const body = { status: "OK", mode: "sandbox", ...(data !== undefined && { data }) };
      return { status: 200, headers, bodyText: JSON.stringify(body) };
    }
    const { code, description, details, retryAfterSeconds } = outcome;
    if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
    const body = {
      status: "error",
      mode: "sandbox",
      error_code: code,
      error_description: description,
      ...(details !== undefined && { error_details: cutText(details, MOST.detailsChars) }),
    };
    return {
      status: this.#parts.settings.current.errorStatus === "code" ? code : 200,
      headers,
      bodyText: JSON.stringify(body),
    };
  }

  usage(nowMs: number): KeyUsage[] {
    return this.#limits.usage(this.#parts.settings.current.limits.rules, nowMs);
  }

  reset(): void {
    this.#limits.clear();
  }

  #run(call: Call, nowMs: number, notes: Notes): object | undefined {
    if (call.httpMethod !== "POST") throw new Refusal(405, "Requests must be sent with POST.");
    const { keys, settings, store } = this.#parts;
    const key = admitKey(call, keys);
    const { limits, retryAfter, integration } = settings.current;
    admitToLimits(this.#limits.count(call.key, limits.rules, nowMs), retryAfter, notes.warn);
    const method = this.#findMethod(call.method);
    if (key.state === "read-only" && method.access === "write") {
      throw new Refusal(403, "This key is read-only.");
    }
    if (INTEGRATIONS.indexOf(method.integration) > INTEGRATIONS.indexOf(integration)) {
      throw new Refusal(403, `The ${integration} integration does not have this method.`);
    }
    const body = method.bodyOptional && call.body.kind === "empty" ? {} : openBody(call.body, "application/json");
    const memory = new KeyMemory(store, { service: this.name, key: store.keys.idOf(call.key) });
    const context: MethodContext = {
      method: call.method,
      platform: this.#platform,
      bodyText: call.bodyText,
      nowMs,
      key,
      memory,
      links: store.links,
      settings: settings.current,
      warn: notes.warn,
      happened: (what) => notes.happened({ at: nowMs, arrivedAt: nowMs, service: this.name, ...what }),
      doubledStart: notes.doubledStart,
      once: (...ids) => rememberIds(ids, context),
    };
    return method.run(body, context);
  }

  #findMethod(name: string): Method {
    const method = methodNamed(name);
    const { absentMethods } = this.#parts.settings.current;
    if (method?.platforms.includes(this.#platform) && !absentMethods.includes(name)) return method;
    if (isTgtrackMethod(`my_${name}`)) throw new Refusal(404, `Did you mean my_${name}?`);
    throw new Refusal(404, method === undefined ? "There is no such method." : "This method is not available here.");
  }
}

/** Whom a body is about, be it valid or not, so that the list of requests can show it. */
function userIdOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { user_id: userId } = value;
  if (typeof userId === "string" || typeof userId === "number") return String(userId);
  for (const content of Object.values(value)) {
    if (isJsonObject(content) && isJsonObject(content.from) && typeof content.from.id === "number") {
      return String(content.from.id);
    }
  }
  return isJsonObject(value.webhook) ? userIdOf(value.webhook) : undefined;
}

/** Says whether one of the ids was seen before. */
function rememberIds(ids: readonly UniqueId[], { memory, settings, nowMs, warn }: MethodContext): boolean {
  const looked = ids.map(({ id, text }) => ({ id, text, isSeen: memory.hasSeen(id) }));
  const repeated = looked.find(({ isSeen }) => isSeen);
  if (repeated !== undefined) {
    if (settings.repeats === "conflict") throw new Refusal(409, `Already accepted: ${repeated.text}.`);
    warn(`Doubled: ${repeated.text} was accepted before.`);
  }
  for (const { id, isSeen } of looked) memory.see(id, nowMs, isSeen);
  return repeated !== undefined;
}
