import type { JsonObject } from "../../json-object.ts";
import { Refusal } from "../refusal.ts";

const LARGEST_UNIX_SECONDS = 1e11;
const PARAMS = ["param_1", "param_2", "param_3"] as const;
const MIN_EVENT_LENGTH = 3;

/** A whole number, or its digits in a string: a form knows no numbers, and the samples in JSON use strings too. */
export function requiredWholeNumber(body: JsonObject, name: string): number {
  const value = body[name];
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Refusal(422, `${name} must be a whole number.`);
}

/** Length is counted in characters as people see them, not in UTF-16 units. */
export function checkEventName(body: JsonObject, maxLength: number): void {
  const { event } = body;
  const length = typeof event === "string" ? [...event].length : 0;
  if (length >= MIN_EVENT_LENGTH && length <= maxLength) return;
  throw new Refusal(422, `event must be a string of ${MIN_EVENT_LENGTH} to ${maxLength} characters.`);
}

export function checkRegisterTime(body: JsonObject, warn: (warning: string) => void): void {
  for (const name of ["userRegisterTime", "registerTime"]) {
    if (body[name] === undefined) continue;
    if (requiredWholeNumber(body, name) > LARGEST_UNIX_SECONDS) {
      throw new Refusal(422, `${name} must be in seconds; it looks like milliseconds.`);
    }
    if (name === "registerTime") warn("registerTime has no effect: the field is called userRegisterTime.");
  }
}

export function checkParams(body: JsonObject): void {
  for (const name of PARAMS) {
    const value = body[name];
    if (value === undefined || typeof value === "string" || typeof value === "number") continue;
    throw new Refusal(422, `${name} must be a string or a number.`);
  }
}
