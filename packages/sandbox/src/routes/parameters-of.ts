import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { Parameters } from "../reports/parameters.ts";

/** What stands in a request's address after the question mark. */
export function parametersOf(context: Context<{ Bindings: HttpBindings }>): Parameters {
  return new Parameters(new URL(context.req.url).searchParams);
}
