import { BoundedMap } from "../../bounded-map.ts";
import { isJsonObject } from "../../json-object.ts";
import { usageOf } from "../../limits.ts";
import { admitKey, admitToLimits } from "../admit.ts";
import { openBody } from "../open-body.ts";
import { mediaTypeOf, parseJsonBody } from "../parse-json-body.ts";
import { Refusal } from "../refusal.ts";
import type { Answer, Body, Call, IncomingRequest, KeyUsage, Outcome, Service, Verdict } from "../service.ts";
import { verdictOf } from "../verdict-of.ts";
import { emptyKeyMemory, type KeyMemory } from "./key-memory.ts";
import { INTEGRATIONS, type Mark, type Method, type MethodContext, type TgtrackOptions } from "./method.ts";
import { METHODS } from "./methods.ts";

const MAX_KEYS_REMEMBERED = 10_000;

/** TGTrack's service API, as its documents describe it, for one of the two messengers. */
export class TgtrackService implements Service {
  readonly name: "tgtrack" | "tgtrack-max";
  readonly #platform: "telegram" | "max";
  readonly #options: TgtrackOptions;
  readonly #memories = new BoundedMap<string, KeyMemory>(MAX_KEYS_REMEMBERED);

  constructor(platform: "telegram" | "max", options: TgtrackOptions) {
    this.name = platform === "max" ? "tgtrack-max" : "tgtrack";
    this.#platform = platform;
    this.#options = options;
  }

  read(request: IncomingRequest): Call {
    const body = readBody(request);
    return {
      httpMethod: request.httpMethod,
      key: request.pathKey ?? "",
      method: request.pathMethod ?? "",
      userId: body.kind === "value" ? userIdOf(body.value) : undefined,
      body,
      bodyText: request.bodyText ?? "",
    };
  }

  judge(call: Call, nowMs: number): Verdict {
    return verdictOf((warn) => this.#run(call, nowMs, warn));
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
      ...(details !== undefined && { error_details: details }),
    };
    return { status: this.#options.errorStatus === "code" ? code : 200, headers, bodyText: JSON.stringify(body) };
  }

  usage(nowMs: number): KeyUsage[] {
    const { limits } = this.#options;
    return [...this.#memories.entries()].map(([key, memory]) => {
      return { key, mode: limits.mode, windows: usageOf(memory.limits, limits, nowMs) };
    });
  }

  reset(): void {
    this.#memories.clear();
  }

  #run(call: Call, nowMs: number, warn: (warning: string) => void): object | undefined {
    if (call.httpMethod !== "POST") throw new Refusal(405, "Requests must be sent with POST.");
    const key = admitKey(call.key, this.#options);
    const memory = this.#memories.get(call.key) ?? emptyKeyMemory();
    this.#memories.set(call.key, memory);
    admitToLimits(memory.limits, this.#options, nowMs, warn);
    const method = this.#findMethod(call.method);
    if (key.state === "read-only" && method.access === "write") {
      throw new Refusal(403, "This key may only read.");
    }
    const { integration } = this.#options;
    if (INTEGRATIONS.indexOf(method.integration) > INTEGRATIONS.indexOf(integration)) {
      throw new Refusal(403, `The ${integration} integration does not have this method.`);
    }
    const body = method.bodyOptional && call.body.kind === "empty" ? {} : openBody(call.body, "application/json");
    const once = (...marks: Mark[]) => noteMarks(marks, memory, this.#options, warn);
    const { method: methodName, bodyText } = call;
    const context: MethodContext = {
      method: methodName,
      bodyText,
      nowMs,
      key,
      memory,
      options: this.#options,
      warn,
      once,
    };
    return method.run(body, context);
  }

  #findMethod(name: string): Method {
    const method = METHODS.get(name);
    if (method?.platforms.includes(this.#platform) && !this.#options.absentMethods.has(name)) return method;
    if (METHODS.has(`my_${name}`)) throw new Refusal(404, `Did you mean my_${name}?`);
    throw new Refusal(404, method === undefined ? "There is no such method." : "There is no such method here.");
  }
}

function readBody({ headers, bodyText }: IncomingRequest): Body {
  if (bodyText === undefined) return { kind: "too-large" };
  if (bodyText === "") return { kind: "empty" };
  const mediaType = mediaTypeOf(headers);
  return mediaType === "application/json" ? parseJsonBody(bodyText) : { kind: "wrong-type", contentType: mediaType };
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

function noteMarks(
  marks: readonly Mark[],
  memory: KeyMemory,
  options: TgtrackOptions,
  warn: (warning: string) => void,
): void {
  const repeated = marks.find((mark) => memory.seen.get(mark.id));
  if (repeated !== undefined) {
    if (options.repeats === "conflict") throw new Refusal(409, `Already accepted: ${repeated.text}.`);
    warn(`Doubled: ${repeated.text} was accepted before.`);
  }
  for (const mark of marks) memory.seen.set(mark.id, true);
}
