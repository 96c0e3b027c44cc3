import type { Body } from "./body.ts";

/** An update of Telegram has about ten. What is nested by the thousand can be parsed, but not be written again. */
const MAX_LEVELS = 100;

export function parseJsonBody(bodyText: string): Body {
  try {
    const value: unknown = JSON.parse(bodyText);
    if (!isDeeperThan(MAX_LEVELS, value)) return { kind: "value", value };
    return { kind: "malformed", why: `The body is nested deeper than ${MAX_LEVELS} levels.` };
  } catch (error) {
    // The parser's own message quotes the body, which may hold a token.
    const near = error instanceof Error ? /position \d+/.exec(error.message)?.[0] : undefined;
    return { kind: "malformed", why: `The body is not valid JSON${near === undefined ? "" : ` (at ${near})`}.` };
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}
