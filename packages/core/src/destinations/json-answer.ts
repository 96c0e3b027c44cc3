export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a JSON object; undefined for anything else, valid JSON or not. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A code, which may have been written as a number or as text (contradiction C5). */
export function readCode(value: unknown): number | undefined {
  const code = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) ? code : undefined;
}

/** A description, which may turn out to be anything; undefined if there is none. */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}
