import type { MiddlewareHandler } from "hono";
import { isLoopback } from "../support/is-loopback.ts";

/**
 * Admits only requests that name this machine by one of its own names. A page of another site can make that site's
 * name point to 127.0.0.1, and would then be free to read, as its own, whatever answers there: keys and messages.
 */
export const refuseOtherHosts: MiddlewareHandler = async (context, next) => {
  const name = new URL(context.req.url).hostname.replace(/^\[(.*)\]$/, "$1");
  if (isLoopback(name)) return next();
  return context.json({ error: "Without a password, the sandbox answers only at 127.0.0.1 or localhost." }, 403);
};
