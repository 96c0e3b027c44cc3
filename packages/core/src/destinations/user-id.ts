import { type Checked, problem, shown, valid } from "../support/checked.ts";

/**
 * A person's id as text, which is how TGTrack wants it (contradiction C4). Telegram's and MAX's are whole numbers above
 * zero; a negative one is a group's, and reporting it for a person would spoil the reports.
 */
export function userIdText(value: string | number | bigint): Checked<string> {
  const text = typeof value === "bigint" || Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && /^[1-9]\d{0,15}$/.test(text.trim())) return valid(text.trim());
  return problem(`userId must be a person's id, an integer above 0 or its digits as a string, got ${shown(value)}`);
}

/** An id as a number, which is how HowUsedBot wants it (contradiction C4). */
export function numericId(value: string | number | bigint, what: string): Checked<number> {
  const isText = typeof value === "bigint" || (typeof value === "string" && /^\d+$/.test(value.trim()));
  const number = isText ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return valid(number);
  return problem(`${what} must be a positive whole number, got ${shown(value)}`);
}
