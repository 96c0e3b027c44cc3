import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { withoutKeys } from "../keys/without-keys.ts";
import { jsonBodyOf } from "./json-body-of.ts";

/**
 * What a person typed into the page: names, codes, costs. It stands in the file as it is, so that a key among it, pasted
 * into the wrong field, is hidden before.
 *
 * @throws {SandboxError} as a rejection, when the body is no JSON or too large.
 */
export async function typedBodyOf(
  context: Context<{ Bindings: HttpBindings }>,
  redaction: Pick<KeyRedaction, "text">,
): Promise<unknown> {
  return withoutKeys(await jsonBodyOf(context), (text) => redaction.text(text));
}
