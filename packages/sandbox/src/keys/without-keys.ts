import type { KeyRedaction } from "./key-redaction.ts";

/** A reply with labels in place of the keys in all its texts, whatever people and bots wrote into them. */
export function withoutKeys<Value>(value: Value, redaction: Pick<KeyRedaction, "shown">): Value {
  return hidden(value, redaction) as Value;
}

function hidden(value: unknown, redaction: Pick<KeyRedaction, "shown">): unknown {
  if (typeof value === "string") return redaction.shown(value, "", Number.POSITIVE_INFINITY);
  if (Array.isArray(value)) return value.map((each: unknown) => hidden(each, redaction));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, redaction)]));
}
