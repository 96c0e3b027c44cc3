import type { Body } from "./service.ts";

/** The media type without its parameters, in lower case; empty when there is none. */
export function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

export function parseJsonBody(bodyText: string): Body {
  try {
    return { kind: "value", value: JSON.parse(bodyText) };
  } catch (error) {
    // The parser's own message quotes the body, which may hold a token.
    const near = error instanceof Error ? /position \d+/.exec(error.message)?.[0] : undefined;
    return { kind: "malformed", why: `The body is not valid JSON${near === undefined ? "" : ` (at ${near})`}.` };
  }
}
