import type { MiddlewareHandler } from "hono";
import { mediaTypeOf } from "../bodies/media-type.ts";

const CHANGING: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * Refuses anything a form can send. A page of another site may send a form to any address without asking it first; JSON
 * it may not.
 */
export const refuseOtherTypes: MiddlewareHandler = async (context, next) => {
  const type = context.req.header("content-type");
  if (!CHANGING.has(context.req.method) || type === undefined) return next();
  if (mediaTypeOf({ "content-type": type }) === "application/json") return next();
  return context.json({ error: "The Content-Type must be application/json." }, 415);
};
