import type { ApiParams } from "./params.ts";

/** Shorter ones would be found in ordinary words. */
const MIN_SECRET_CHARS = 8;

/** Takes the bots' tokens out of whatever is kept or shown: people put them into the address of their webhook. */
export class SecretRedaction {
  readonly #patterns: string[] = [];
  #pattern: RegExp | undefined;

  add(token: string): void {
    const colon = token.indexOf(":");
    const secret = token.slice(colon + 1);
    if (secret.length < MIN_SECRET_CHARS) return;
    // Such as 123:abc, 123%3Aabc, and abc alone. A token has no character that a pattern or an address would escape.
    this.#patterns.push(`(?:${token.slice(0, colon)}(?::|%3A))?${secret}`);
    // The longest first, or one that begins like another would leave the other's end.
    const alternatives = this.#patterns.toSorted((a, b) => b.length - a.length);
    this.#pattern = new RegExp(alternatives.join("|"), "gi");
  }

  /** A value of JSON with "[token]" in place of every token that is known, and of its secret part alone. */
  redact<Value>(value: Value): Value {
    const pattern = this.#pattern;
    if (pattern === undefined) return value;
    return replaceIn(value, (text) => text.replace(pattern, "[token]")) as Value;
  }

  /** The parameters of a call, without the webhook's secret too. */
  redactParams(params: ApiParams): ApiParams {
    const { secret_token, ...rest } = params;
    return { ...this.redact(rest), ...(secret_token !== undefined && { secret_token: "[secret]" }) };
  }
}

function replaceIn(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => replaceIn(inner, replace));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [replace(name), replaceIn(inner, replace)]));
}
