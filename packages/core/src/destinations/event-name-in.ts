import { parseJsonObject } from "./json-answer.ts";

/** The name that a body gives in one of `fields`, for messages; undefined where there is none. */
export function eventNameIn(body: string, fields: readonly string[]): string | undefined {
  const given = parseJsonObject(body) as Readonly<Record<string, unknown>> | undefined;
  const name = fields.map((field) => given?.[field]).find((value) => typeof value === "string");
  return name as string | undefined;
}
