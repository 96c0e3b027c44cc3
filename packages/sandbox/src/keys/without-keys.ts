/** A reply with `hide` applied to all its texts, whatever people and bots wrote into them; not to names and numbers. */
export function withoutKeys<Value>(value: Value, hide: (text: string) => string): Value {
  return hidden(value, hide) as Value;
}

function hidden(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((each: unknown) => hidden(each, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)]));
}
