import { type Checked, problem, shown, valid } from "./checked.ts";

/** A user id as text, which is how TGTrack wants it (contradiction C4). */
export function userIdText(value: string | number): Checked<string> {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && text.trim() !== "") return valid(text.trim());
  return problem(`userId must be a user's id as text or as a safe integer, got ${shown(value)}`);
}

/** An id as a number, which is how HowUsedBot wants it (contradiction C4). */
export function numericId(value: string | number, what: string): Checked<number> {
  const number = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return valid(number);
  return problem(`${what} must be a positive whole number, got ${shown(value)}`);
}
