/**
 * A person's id as text, or undefined for what cannot be one. Telegram's user ids are positive and have at most 52
 * significant bits, so a JavaScript number holds them exactly; groups and channels have negative ids.
 * A BigInt is what a database's bigint column gives.
 */
export function readUserId(id: unknown): string | undefined {
  const number = typeof id === "bigint" ? Number(id) : id;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? String(number) : undefined;
}
