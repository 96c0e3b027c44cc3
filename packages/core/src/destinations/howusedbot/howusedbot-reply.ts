import type { HttpResult } from "../../delivery/http-transport.ts";
import type { RequestEnd } from "../../delivery/outcome.ts";

/** What HowUsedBot answered. Only `{"ok":true}` is documented; errors are read as well as they can be guessed. */
export type HowUsedBotReply =
  | { kind: "ok"; body: Readonly<Record<string, unknown>> }
  | { kind: "refused"; errorCode: number | undefined; description: string; retryAfterMs?: number }
  | {
      kind: "unavailable";
      description: string;
      /** `lost`: HowUsedBot may have recorded it all the same. */
      request: RequestEnd;
      retryAfterMs?: number;
      cause?: unknown;
    };

/** Without a JSON body, only these statuses are about the token, the rate or this very body. */
const TELLING_WITHOUT_BODY: ReadonlySet<number> = new Set([401, 403, 413, 415, 422, 429]);

/** Behind these statuses a gateway gave up waiting, so the service may have done its work. */
const GATEWAY_TIMEOUTS: ReadonlySet<number> = new Set([504, 524]);

/** Reads HowUsedBot's answer: `ok` in the body decides, then the HTTP status. What is not JSON is no success. */
export function readHowUsedBotReply(result: HttpResult): HowUsedBotReply {
  if (result.kind === "failed") {
    const { description, answerLost, cause } = result;
    const request = answerLost ? "lost" : "never-sent";
    return { kind: "unavailable", description, request, ...(cause === undefined ? undefined : { cause }) };
  }
  const { status } = result;
  const wait = result.retryAfterMs === undefined ? undefined : { retryAfterMs: result.retryAfterMs };
  const body = parseObject(result.text);
  if (body?.ok === true) return { kind: "ok", body };
  if (body !== undefined && (body.ok === false || status >= 400)) {
    const errorCode = codeOf(body.error_code) ?? codeOf(body.code) ?? (status >= 400 ? status : undefined);
    return { kind: "refused", errorCode, description: descriptionOf(body) ?? "No description given", ...wait };
  }
  if (body === undefined && TELLING_WITHOUT_BODY.has(status)) {
    return { kind: "refused", errorCode: status, description: "No description given", ...wait };
  }
  const what = body === undefined ? "an answer that is not JSON" : "JSON without ok";
  const mayBeRecorded = (status >= 200 && status < 300) || GATEWAY_TIMEOUTS.has(status);
  return {
    kind: "unavailable",
    description: `${what} came with HTTP status ${status}`,
    request: mayBeRecorded ? "lost" : "answered",
    ...wait,
  };
}

function descriptionOf(body: Readonly<Record<string, unknown>>): string | undefined {
  for (const text of [body.description, body.error, body.message, body.error_description]) {
    if (typeof text === "string" && text !== "") return text;
  }
  return undefined;
}

function codeOf(value: unknown): number | undefined {
  const code = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) ? code : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
