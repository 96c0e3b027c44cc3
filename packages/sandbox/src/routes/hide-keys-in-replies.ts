import type { MiddlewareHandler } from "hono";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { withoutKeys } from "../keys/without-keys.ts";

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
    // A key of digits may be a part of any number. And digits are a person.
    const hide = (text: string) => (/^\d+$/.test(text) ? text : redaction.text(text));
    const body = isJson ? JSON.stringify(withoutKeys(JSON.parse(told) as unknown, hide)) : hidden;
    context.res = new Response(body, context.res);
  };
}
