/** A value as source code: names without quotes where they need none. */
export function toSource(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, each]) => `${name}: ${toSource(each)}`);
  return `{ ${fields.join(", ")} }`;
}
