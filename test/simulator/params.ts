// The parser of Node 22 takes no file name without quotes, which is how grammY writes them.
import { Response } from "undici";

/** A call's parameters: JSON as sent; from a form, texts (see {@link JSON_FIELDS}) and files as `{ file, bytes }`. */
export type ApiParams = Record<string, unknown>;

// A form carries structures as JSON texts. Only these are decoded: a message's text may look like JSON and is not.
const JSON_FIELDS: ReadonlySet<string> = new Set([
  "allowed_updates",
  "caption_entities",
  "commands",
  "entities",
  "link_preview_options",
  "media",
  "message_ids",
  "options",
  "prices",
  "reply_markup",
  "reply_parameters",
]);

/**
 * Parameters from a request's query string and its body: JSON, urlencoded or multipart, as the Bot API takes them.
 *
 * @throws SyntaxError or TypeError if the body is not what its content type says
 */
export async function readParams(
  query: URLSearchParams,
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<ApiParams> {
  return { ...formParams(query), ...(await bodyParams(body, contentType)) };
}

export function numberParam(params: ApiParams, name: string, byDefault: number): number {
  const value = Number(params[name] ?? byDefault);
  return Number.isFinite(value) ? Math.trunc(value) : byDefault;
}

export function textParam(params: ApiParams, name: string): string | undefined {
  const value = params[name];
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

export function booleanParam(params: ApiParams, name: string): boolean {
  return ["true", "yes", "1"].includes(String(params[name] ?? "").toLowerCase());
}

/** `chat_id` as one value for all clients: forms carry `"7"` where JSON carries `7`. */
export function chatIdOf(params: ApiParams): number | string | undefined {
  const text = textParam(params, "chat_id");
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : text;
}

async function bodyParams(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<ApiParams> {
  if (body.byteLength === 0) return {};
  if (contentType.includes("application/json")) return objectFrom(JSON.parse(new TextDecoder().decode(body)));
  const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  return formParams(form);
}

function objectFrom(value: unknown): ApiParams {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("Expected the request's body to be a JSON object of parameters.");
  }
  return { ...value };
}

function formParams(fields: Iterable<[string, string | File]>): ApiParams {
  const params: ApiParams = {};
  for (const [name, value] of fields) params[name] = formValue(name, value);
  return params;
}

function formValue(name: string, value: string | File): unknown {
  if (typeof value !== "string") return { file: value.name, bytes: value.size };
  if (!JSON_FIELDS.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
