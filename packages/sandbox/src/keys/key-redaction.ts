import { hidePlaces, replaceFound, SecretFinder } from "@bot-tracker/core/outbox-kit";
import { readBody } from "../bodies/read-body.ts";
import type { RecordedRequest } from "../wire/recorded-request.ts";
import { isTgtrackMethod } from "../wire/tgtrack-methods.ts";
import { isKeyLabel, shortenKey } from "./key-labels.ts";
import { shownMethod } from "./shown-method.ts";

/** A body in the list of requests is no longer than a screen or two. */
const MAX_SHOWN_CHARS = 4_000;

/**
 * Puts labels in place of keys: those that the sandbox knows, that of the request itself, and whatever stands where a
 * key does. Reports, warnings and errors hold none from the beginning. Bodies and headers are verbatim in memory, for
 * tests, and hold none in a data file, which gets copied around more easily than an environment.
 */
export class KeyRedaction {
  readonly #known: Pick<SecretFinder, "find">;
  readonly #keepsVerbatim: boolean;

  constructor(known: Pick<SecretFinder, "find">, keepsVerbatim: boolean) {
    this.#known = known;
    this.#keepsVerbatim = keepsVerbatim;
  }

  /** A text without the keys that the sandbox knows, nor `own`, a key that it may not know. */
  text(value: string, own = ""): string {
    const withoutOwn = own === "" ? value : replaceFound(value, new SecretFinder([own]), labelAs);
    return replaceFound(withoutOwn, this.#known, labelAs);
  }

  /** A text as a person may see it, who may make a picture of it: without what stands where a key does either. */
  shown(value: string, own: string, maxChars: number = MAX_SHOWN_CHARS): string {
    const shown = withoutPlaces(this.text(value, own));
    return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
  }

  request(request: Omit<RecordedRequest, "id">): Omit<RecordedRequest, "id"> {
    const { error, key, userId } = request;
    const noted = {
      ...request,
      warnings: request.warnings.map((warning) => this.text(warning, key)),
      ...(error?.details !== undefined && { error: { ...error, details: this.text(error.details, key) } }),
    };
    if (this.#keepsVerbatim) return noted;
    const method = isTgtrackMethod(request.method) ? request.method : this.text(shownMethod(request.method, key), key);
    const headers = JSON.parse(withoutPlaces(this.text(JSON.stringify(request.headers), key)));
    const bodyText = this.#body(request);
    const body = readBody(request.service, { headers, bodyText });
    return {
      ...noted,
      method,
      // Digits are a person, even if a key is made of them too.
      ...(userId !== undefined && { userId: /^\d+$/.test(userId) ? userId : this.text(userId, key) }),
      headers,
      bodyText,
      body: body.kind === "value" ? body.value : undefined,
    };
  }

  #body({ service, key, headers, bodyText }: Omit<RecordedRequest, "id">): string {
    if (bodyText === "") return "";
    const text = this.text(bodyText, key);
    const read = readBody(service, { headers, bodyText: text });
    return read.kind === "value" ? withoutPlacesInJson(text) : withoutPlaces(text);
  }
}

function withoutPlaces(text: string): string {
  return hidePlaces(
    text,
    (value, kind) => kind === "field" && !isKeyLabel(value),
    (value) => shortenKey(value),
  );
}

/** The same of what can be read, and can be read afterwards: a number without quotation marks becomes another one. */
function withoutPlacesInJson(text: string): string {
  const isBare = (before: string): boolean => /["']\s*:\s*$/.test(before);
  return hidePlaces(
    text,
    (value, kind, before) =>
      kind === "field" && !isKeyLabel(value) && (!isBare(before) || /^-?\d[\d.e+-]*$/i.test(value)),
    (value, before) => (isBare(before) ? "0" : shortenKey(value)),
  );
}

/** A label as the key was written, so that what was JSON or a form stays one. */
function labelAs(key: string, written: string): string {
  const label = key === "" ? "…" : shortenKey(key);
  if (written.includes("\\")) return JSON.stringify(label).slice(1, -1);
  return /%[0-9a-f]{2}/i.test(written) ? new URLSearchParams({ label }).toString().slice(6) : label;
}
