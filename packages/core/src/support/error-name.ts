import { isError } from "./is-error.ts";

/**
 * The name of what was thrown, such as `TypeError`, where it is one word: anything longer may hold an address, and with
 * it a key. A library's own error may have any value for a name. Never throws.
 */
export function errorName(error: unknown): string {
  const name = textProperty(error, "name");
  return isError(error) && name !== undefined && /^[A-Za-z]+$/.test(name) ? name : "unknown error";
}

/** A property of what was thrown, where it is text. */
export function textProperty(error: unknown, key: string): string | undefined {
  const value = propertyOf(error, key);
  return typeof value === "string" ? value : undefined;
}

/** A property of what was thrown. Undefined where there is none, or reading it throws. */
export function propertyOf(error: unknown, key: string): unknown {
  if (typeof error !== "object" || error === null) return undefined;
  try {
    return Reflect.get(error, key);
  } catch {
    return undefined;
  }
}
