import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { SandboxError } from "../support/sandbox-error.ts";
import { readRawBody } from "./read-raw-body.ts";

/** @throws {SandboxError} as a rejection, when the body is no JSON or too large. */
export async function jsonBodyOf(context: Context<{ Bindings: HttpBindings }>): Promise<unknown> {
  const text = await readRawBody(context.env.incoming);
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new SandboxError("The body must be JSON of at most 1 MiB.");
  }
}
