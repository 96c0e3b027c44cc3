/** The longest that a timer can wait. */
export const MAX_TIMEOUT_MS: number = 2 ** 31 - 1;

/** @throws RangeError that names the value, its range and what came. */
export function checkInteger(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`Expected ${name} to be an integer from ${min} to ${max}, and got ${shown(value)}.`);
}

/** @throws RangeError that names the value, its range and what came. */
export function checkText(name: string, value: unknown, minChars: number, maxChars: number): string {
  if (typeof value === "string" && value.length >= minChars && value.length <= maxChars) return value;
  const came = typeof value === "string" ? `${value.length} characters` : shown(value);
  throw new RangeError(`Expected ${name} to be a string of ${minChars} to ${maxChars} characters, and got ${came}.`);
}

/** What came, in a sentence: no longer than a line, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return typeof value === "number" || value === undefined || value === null ? String(value) : `a ${typeof value}`;
}
