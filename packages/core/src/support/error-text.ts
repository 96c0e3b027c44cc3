import { isError } from "./is-error.ts";
/**
 * An error as `String` shows it, `TypeError: …`. Anything can be thrown, and what has no text of its own, such as an
 * object without a prototype or one whose `toString` throws, must not make it worse.
 */
export function errorText(error: unknown): string {
  return textOf(() => String(error));
}

/** An error's message alone; anything else as text. */
export function errorMessage(error: unknown): string {
  return textOf(() => String(isError(error) ? error.message : error));
}

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return "something that has no text was thrown";
  }
}
