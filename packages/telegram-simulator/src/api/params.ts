import { parseMultipart } from "./multipart.ts";

/** A call's parameters: JSON as sent; from a form, texts (see {@link JSON_FIELDS}) and files as `{ file, bytes }`. */
export type ApiParams = Record<string, unknown>;

/** Of all fields of an upload that are no files. */
const MAX_TEXT_BYTES = 1024 * 1024;

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
export function readParams(query: URLSearchParams, body: Buffer, contentType: string): ApiParams {
  return { ...formParams(query), ...bodyParams(body, contentType) };
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

function bodyParams(body: Buffer, contentType: string): ApiParams {
  if (body.byteLength === 0) return {};
  const mediaType = contentType.toLowerCase();
  if (mediaType.includes("application/json")) return objectFrom(JSON.parse(body.toString()));
  if (mediaType.includes("application/x-www-form-urlencoded")) return formParams(new URLSearchParams(body.toString()));
  if (mediaType.includes("multipart/form-data")) return uploadParams(body, contentType);
  throw new TypeError("Expected JSON or a form, and its content type is another.");
}

function objectFrom(value: unknown): ApiParams {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("Expected the request's body to be a JSON object of parameters.");
  }
  return { ...value };
}

function formParams(fields: Iterable<[string, string]>): ApiParams {
  return Object.fromEntries([...fields].map(([name, value]) => [name, decodeField(name, value)]));
}

function uploadParams(body: Buffer, contentType: string): ApiParams {
  const parts = parseMultipart(body, contentType);
  const textBytes = parts.reduce(
    (sum, { fileName, bytes }) => sum + (fileName === undefined ? bytes.byteLength : 0),
    0,
  );
  if (textBytes > MAX_TEXT_BYTES) throw new TypeError(`Expected at most ${MAX_TEXT_BYTES} bytes beside the files.`);
  return Object.fromEntries(
    parts.map(({ name, fileName, bytes }) => [
      name,
      fileName === undefined
        ? decodeField(name, new TextDecoder().decode(bytes))
        : { file: fileName, bytes: bytes.byteLength },
    ]),
  );
}

function decodeField(name: string, value: string): unknown {
  if (!JSON_FIELDS.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
