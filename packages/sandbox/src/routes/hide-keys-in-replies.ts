import type { MiddlewareHandler } from "hono";
import type { KeyRedaction } from "../keys/key-redaction.ts";

/**
 * Hides the keys in what the page is told. What is stored holds none that was known then, but one may have become known
 * since, and stand where a name, a payload, an event or a label does.
 */
export function hideKeysInReplies(redaction: Pick<KeyRedaction, "text">): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const type = context.res.headers.get("content-type") ?? "";
    // It goes on for hours, and holds numbers alone.
    if (type.startsWith("text/event-stream")) return;
    const told = await context.res.clone().text();
    const hidden = redaction.text(told);
    if (hidden === told) return;
    const isJson = type.startsWith("application/json");
    context.res = new Response(isJson ? inStrings(told, redaction) : hidden, context.res);
  };
}

/** In its strings alone: a key of digits may be a part of any number. And digits are a person. */
function inStrings(json: string, redaction: Pick<KeyRedaction, "text">): string {
  const value: unknown = JSON.parse(json, (_name, value: unknown) =>
    typeof value === "string" && !/^\d+$/.test(value) ? redaction.text(value) : value,
  );
  return JSON.stringify(value);
}
