import type { HttpResult } from "../../delivery/http-transport.ts";
import type { RequestEnd } from "../../delivery/outcome.ts";

/**
 * What TGTrack answered.
 * - `ok`: status OK.
 * - `refused`: an error of the API, with its code where it has one.
 * - `rate-limited`: the key is over a limit.
 * - `unavailable`: no answer, or one that is not the API's.
 */
export type TgtrackReply =
  | { kind: "ok"; data?: unknown; mode?: string }
  | { kind: "refused"; errorCode: number | undefined; description: string; details?: string; retryAfterMs?: number }
  | { kind: "rate-limited"; errorCode: number; description: string; details?: string; retryAfterMs?: number }
  | {
      kind: "unavailable";
      description: string;
      /** `lost`: TGTrack may have recorded it all the same. */
      request: RequestEnd;
      httpStatus?: number;
      retryAfterMs?: number;
      cause?: unknown;
    };

/** TGTrack's list of errors, for answers that carry a code without its text. */
const DESCRIPTIONS: ReadonlyMap<number, string> = new Map([
  [400, "Bad request"],
  [401, "Invalid token"],
  [402, "Token expired"],
  [403, "Forbidden"],
  [404, "Method not found"],
  [405, "Resource not found"],
  [409, "Data conflict"],
  [415, "Unsupported media type"],
  [422, "Unprocessable entity"],
  [429, "Too many requests"],
  [452, "Too many requests"],
  [500, "Internal server error"],
  [503, "Service unavailable"],
]);

/** 452 is what TGTrack's reporting host was seen to answer in place of 429. */
const RATE_LIMITED: ReadonlySet<number> = new Set([429, 452]);

/**
 * Where an answer without a JSON body comes from a proxy or a web server, its HTTP status still says something about
 * the key (401 to 403), the rate, or this very body. Any other (a 404 page from a wrong address, say) says nothing
 * about the item, which must not be lost for it.
 */
const TELLING_WITHOUT_BODY: ReadonlySet<number> = new Set([401, 402, 403, 413, 415, 422, 429, 452]);

/** Behind these statuses a gateway gave up waiting, so the API may have done its work. */
const GATEWAY_TIMEOUTS: ReadonlySet<number> = new Set([504, 524]);

/**
 * Reads TGTrack's answer: the body first, then the HTTP status, because TGTrack does not say that they agree
 * (contradiction C5). `status` is compared without regard to case (C6), `mode` is only passed on (C7),
 * `{"error":{"code":0}}` is a success (C8).
 */
export function readTgtrackReply(result: HttpResult): TgtrackReply {
  if (result.kind === "failed") {
    const { description, answerLost, cause } = result;
    const request = answerLost ? "lost" : "never-sent";
    return { kind: "unavailable", description, request, ...(cause === undefined ? undefined : { cause }) };
  }
  const wait = result.retryAfterMs === undefined ? undefined : { retryAfterMs: result.retryAfterMs };
  const body = parseObject(result.text);
  if (body === undefined) {
    if (TELLING_WITHOUT_BODY.has(result.status)) return refusal(result.status, undefined, undefined, wait);
    return unusable(result.status, "an answer that is not JSON", wait);
  }

  const status = typeof body.status === "string" ? body.status.toLowerCase() : undefined;
  const nested = isObject(body.error) ? body.error : undefined;
  if (status === "ok" || (status === undefined && codeOf(nested?.code) === 0)) {
    return {
      kind: "ok",
      ...(body.data === undefined || body.data === null ? undefined : { data: body.data }),
      ...(typeof body.mode === "string" ? { mode: body.mode } : undefined),
    };
  }

  const code = codeOf(body.error_code) ?? codeOf(nested?.code) ?? (result.status >= 400 ? result.status : undefined);
  const description = textOf(body.error_description) ?? textOf(nested?.message) ?? textOf(nested?.description);
  const isError = status === "error" || nested !== undefined || body.error_code !== undefined || result.status >= 400;
  if (isError) return refusal(code, description, textOf(body.error_details), wait);
  return unusable(result.status, "JSON without a status", wait);
}

function refusal(
  errorCode: number | undefined,
  description: string | undefined,
  details: string | undefined,
  wait: { retryAfterMs: number } | undefined,
): TgtrackReply {
  const text =
    description ?? (errorCode === undefined ? undefined : DESCRIPTIONS.get(errorCode)) ?? "No description given";
  const more = { description: text, ...(details === undefined ? undefined : { details }), ...wait };
  return errorCode !== undefined && RATE_LIMITED.has(errorCode)
    ? { kind: "rate-limited", errorCode, ...more }
    : { kind: "refused", errorCode, ...more };
}

function unusable(httpStatus: number, what: string, wait: { retryAfterMs: number } | undefined): TgtrackReply {
  const mayBeRecorded = (httpStatus >= 200 && httpStatus < 300) || GATEWAY_TIMEOUTS.has(httpStatus);
  return {
    kind: "unavailable",
    description: `${what} came with HTTP status ${httpStatus}`,
    request: mayBeRecorded ? "lost" : "answered",
    httpStatus,
    ...wait,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Codes come as numbers or as text (C5). */
function codeOf(value: unknown): number | undefined {
  const code = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) ? code : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}
