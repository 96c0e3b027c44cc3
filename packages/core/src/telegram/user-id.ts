/**
 * A person's id as text, or undefined for what cannot be one. Telegram's user ids are positive and have at most 52
 * significant bits, so a JavaScript number holds them exactly; groups and channels have negative ids.
 */
export function readUserId(id: unknown): string | undefined {
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? String(id) : undefined;
}
