import { shown } from "../support/check-number.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";

const MAX_NAME = 64;

/**
 * The name in `{ name }`, as `PATCH /api/page/bots/<key id>` takes it; empty for none.
 *
 * @throws {SandboxError} that says what was expected and what came.
 */
export function checkBotName(value: unknown): string {
  const name = isJsonObject(value) ? value.name : undefined;
  if (typeof name === "string" && [...name.trim()].length <= MAX_NAME) return name.trim();
  const came = name === undefined ? "nothing" : shown(name);
  throw new SandboxError(`name must be a string of at most ${MAX_NAME} characters; got ${came}.`);
}
