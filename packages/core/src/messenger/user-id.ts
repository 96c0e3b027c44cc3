/**
 * A person's id as text, or undefined for what cannot be one. User ids of Telegram and MAX are positive and within what
 * a JavaScript number holds exactly; groups and channels have negative ids. A BigInt is what a database's bigint column
 * gives.
 */
export function readUserId(id: unknown): string | undefined {
  const number = typeof id === "bigint" ? Number(id) : id;
  return isUserId(number) ? String(number) : undefined;
}

/** Whether it is a person's id as a messenger gives it. */
export function isUserId(id: unknown): id is number {
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0;
}
