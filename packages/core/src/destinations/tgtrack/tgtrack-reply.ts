import type { HttpResult } from "../../delivery/http/http-transport.ts";
import { isJsonObject, type JsonObject, parseJsonObject, readCode, readText } from "../json-answer.ts";
import {
  type Answered,
  type Refused,
  readFailure,
  readForeignAnswer,
  type Unavailable,
  waiting,
} from "../service-reply.ts";

/** What TGTrack answered. */
export type TgtrackReply = { kind: "ok"; data?: unknown; mode?: string } | Refused | Unavailable;

/** TGTrack's list of errors: a code may come without its text, and a text without its code. */
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

const CODES: ReadonlyMap<string, number> = new Map(
  // Backwards, so that of two codes with one text the documented one, which comes first, stays.
  [...DESCRIPTIONS].reverse().map(([code, description]) => [description.toLowerCase(), code]),
);

/** In JSON that is not TGTrack's own these say that the address is wrong; in TGTrack's they are about the item. */
const WRONG_ADDRESS: ReadonlySet<number> = new Set([404, 405]);

/**
 * Reads TGTrack's answer: the body first, then the HTTP status, because TGTrack does not say that they agree
 * (contradiction C5). `status` is compared without regard to case (C6), `mode` is only passed on (C7), an error with
 * the code 0 is none (C8).
 */
export function readTgtrackReply(result: HttpResult): TgtrackReply {
  if (result.kind === "failed") return readFailure(result);
  const body = parseJsonObject(result.text);
  if (body === undefined) return readForeignAnswer(result, "an answer that is not a JSON object");

  const status = typeof body.status === "string" ? body.status.toLowerCase() : undefined;
  const error = isJsonObject(body.error) ? body.error : undefined;
  const code = readCode(body.error_code) ?? readCode(error?.code);
  if (status === "ok" || (status === undefined && code === 0)) {
    return {
      kind: "ok",
      ...(body.data === undefined || body.data === null ? undefined : { data: body.data }),
      ...(typeof body.mode === "string" ? { mode: body.mode } : undefined),
    };
  }
  if (status === "error" || error !== undefined || body.error_code !== undefined) {
    return refused(code, readText(body.error_description) ?? textIn(error), readText(body.error_details), result);
  }
  if (result.status < 400 || WRONG_ADDRESS.has(result.status)) {
    return readForeignAnswer(result, "JSON without a status");
  }
  return refused(undefined, textIn(body) ?? readText(body.error), undefined, result);
}

function refused(
  code: number | undefined,
  text: string | undefined,
  details: string | undefined,
  { status, retryAfterMs }: Answered,
): Refused {
  const errorCode = code ?? CODES.get(text?.trim().toLowerCase() ?? "") ?? (status >= 400 ? status : undefined);
  const description = text ?? (errorCode === undefined ? undefined : DESCRIPTIONS.get(errorCode));
  return {
    kind: "refused",
    errorCode,
    description: description ?? "No description given",
    ...(details === undefined ? undefined : { details }),
    ...waiting(retryAfterMs),
  };
}

function textIn(error: JsonObject | undefined): string | undefined {
  return readText(error?.message) ?? readText(error?.description);
}
