import type { MiddlewareHandler } from "hono";
import { describeOtherName, type HostNames } from "./host-names.ts";

/** Admits only requests that call the sandbox by one of its own names. */
export function refuseOtherHosts(names: HostNames): MiddlewareHandler {
  return async (context, next) => {
    if (names.include(context.req.url)) return next();
    return context.json({ error: describeOtherName(context.req.url) }, 403);
  };
}
