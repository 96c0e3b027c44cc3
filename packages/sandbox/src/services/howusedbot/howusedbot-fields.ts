import type { FactParams } from "../../store/fact.ts";
import type { JsonObject } from "../../support/json-object.ts";
import { Refusal } from "../refusal.ts";

const LARGEST_UNIX_SECONDS = 1e11;
const PARAMS = ["param_1", "param_2", "param_3"] as const;
const MIN_EVENT_LENGTH = 3;

/** An integer, or its digits in a string: a form knows no numbers, and the samples in JSON use strings too. */
export function requiredWholeNumber(body: JsonObject, name: string): number {
  const value = body[name];
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Refusal(422, `${name} must be an integer.`);
}

/** Length is counted in characters as people see them, not in UTF-16 units. */
export function requiredEventName(body: JsonObject, maxLength: number): string {
  const { event } = body;
  const name = typeof event === "string" ? event : "";
  const { length } = [...name];
  if (length >= MIN_EVENT_LENGTH && length <= maxLength) return name;
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

/** A number counts as the text of it: what the charts are split by is text. */
export function paramsOf(body: JsonObject): FactParams {
  const [first, second, third] = PARAMS.map((name) => {
    const value = body[name];
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    throw new Refusal(422, `${name} must be a string or a number.`);
  });
  return [first, second, third];
}
