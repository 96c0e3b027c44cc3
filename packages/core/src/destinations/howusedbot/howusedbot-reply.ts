import type { HttpResult } from "../../delivery/http/http-transport.ts";
import { isJsonObject, type JsonObject, parseJsonObject, readCode, readText } from "../json-answer.ts";
import { type Refused, readFailure, readForeignAnswer, type Unavailable, waiting } from "../service-reply.ts";

/** What HowUsedBot answered. Only `{"ok":true}` is documented; errors are read as well as they can be guessed. */
export type HowUsedBotReply = { kind: "ok"; body: JsonObject } | Refused | Unavailable;

/** In JSON that is not HowUsedBot's own these say that the address is wrong. */
const WRONG_ADDRESS: ReadonlySet<number> = new Set([404, 405]);

/** Reads HowUsedBot's answer: `ok` in the body decides, then the HTTP status. What is not JSON is no success. */
export function readHowUsedBotReply(result: HttpResult): HowUsedBotReply {
  if (result.kind === "failed") return readFailure(result);
  const body = parseJsonObject(result.text);
  if (body === undefined) return readForeignAnswer(result, "an answer that is not a JSON object");
  if (body.ok === true) return { kind: "ok", body };
  if (body.ok !== false && (result.status < 400 || WRONG_ADDRESS.has(result.status))) {
    return readForeignAnswer(result, "JSON without ok");
  }
  const error = isJsonObject(body.error) ? body.error : {};
  const code = readCode(body.error_code) ?? readCode(body.code) ?? readCode(error.code);
  return {
    kind: "refused",
    errorCode: code ?? (result.status >= 400 ? result.status : undefined),
    description: textIn(body) ?? textIn(error) ?? readText(body.error) ?? "No description given",
    ...waiting(result.retryAfterMs),
  };
}

function textIn(body: JsonObject): string | undefined {
  const texts = [body.description, body.error, body.message, body.error_description];
  return texts.find((text): text is string => typeof text === "string" && text.trim() !== "");
}
