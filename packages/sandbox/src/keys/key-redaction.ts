import { mediaTypeOf } from "../bodies/media-type.ts";
import { readBody } from "../bodies/read-body.ts";
import { isJsonObject } from "../support/json-object.ts";
import type { RecordedRequest } from "../wire/recorded-request.ts";
import { isTgtrackMethod } from "../wire/tgtrack-methods.ts";
import { shortenKey } from "./key-labels.ts";
import { redactKeys } from "./redact-keys.ts";
import { shownMethod } from "./shown-method.ts";

/** Replaces keys in whatever is about to be written. */
export interface KeyRedaction {
  text(value: string): string;
  request(request: Omit<RecordedRequest, "id">): Omit<RecordedRequest, "id">;
}

/** For what stays in the memory of this process. */
export const NO_REDACTION: KeyRedaction = { text: (value) => value, request: (request) => request };

/** The token of a HowUsedBot body that cannot be read, or that has it under another name. */
const TOKEN_FIELD = /(api_?token["']?\s*[:=]\s*["']?)[^"'&,\s}]+/gi;

/**
 * Puts labels in place of keys, for a data file: it gets copied around more easily than an environment. The keys are those
 * that the sandbox knows, and that of the request itself.
 */
export class FileRedaction implements KeyRedaction {
  readonly #knownKeys: () => Iterable<string>;

  constructor(knownKeys: () => Iterable<string>) {
    this.#knownKeys = knownKeys;
  }

  text(value: string): string {
    return redactKeys(value, this.#secrets());
  }

  request(request: Omit<RecordedRequest, "id">): Omit<RecordedRequest, "id"> {
    const secrets = this.#secrets(request.key);
    const { error, key, method, userId } = request;
    const headers = JSON.parse(redactKeys(JSON.stringify(request.headers), secrets));
    const bodyText = redactBody(request, secrets);
    const body = readBody(request.service, { headers, bodyText });
    return {
      ...request,
      method: isTgtrackMethod(method) ? method : redactKeys(shownMethod(method, key), secrets),
      // Digits are a person, even if a key is made of them too.
      ...(userId !== undefined && { userId: /^\d+$/.test(userId) ? userId : redactKeys(userId, secrets) }),
      headers,
      bodyText,
      body: body.kind === "value" ? body.value : undefined,
      warnings: request.warnings.map((warning) => redactKeys(warning, secrets)),
      ...(error?.details !== undefined && { error: { ...error, details: redactKeys(error.details, secrets) } }),
    };
  }

  #secrets(own = ""): ReadonlySet<string> {
    return new Set([own, ...this.#knownKeys()]);
  }
}

function redactBody(request: Omit<RecordedRequest, "id">, secrets: ReadonlySet<string>): string {
  const { service, key, headers, bodyText } = request;
  if (bodyText === "") return "";
  const text = redactKeys(bodyText, secrets);
  const read = readBody(service, { headers, bodyText: text });
  // What cannot be read, or names no token, may still hold one.
  if (service === "howusedbot" && (read.kind !== "value" || key === "")) return text.replace(TOKEN_FIELD, "$1…");
  if (read.kind !== "value") return text;
  const { value } = read;
  const holdsShortKey = key !== "" && isJsonObject(value) && value.apiToken === key && shortenKey(key) !== key;
  const shown = holdsShortKey ? { ...value, apiToken: shortenKey(key) } : value;
  const written = writeBody(headers, shown);
  // Any letter can be written in several ways, in JSON and in a form; written anew, there is but one.
  const redacted = redactKeys(written, secrets);
  return redacted === written && !holdsShortKey ? text : redacted;
}

function writeBody(headers: Readonly<Record<string, string>>, value: unknown): string {
  if (mediaTypeOf(headers) === "application/x-www-form-urlencoded") {
    return new URLSearchParams(value as Record<string, string>).toString();
  }
  return JSON.stringify(value);
}
