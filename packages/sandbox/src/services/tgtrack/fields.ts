import type { JsonObject } from "../../support/json-object.ts";
import { isJsonObject } from "../../support/json-object.ts";
import { Refusal } from "../refusal.ts";

/** A date in seconds stays below this until the year 5138; one in milliseconds has been above it since 1973. */
const LARGEST_UNIX_SECONDS = 1e11;

/** Sums of so many digits are still exact to the kopeck; those of larger amounts would end as infinity. */
const LARGEST_AMOUNT = 1e12;

/** A person's id: digits in a string. A Telegram id fits into 52 bits, one of MAX into 64. */
const USER_ID = /^[1-9]\d{0,19}$/;

export interface Label {
  name: string;
  value: string;
}

export function requiredString(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value === "string") return value;
  throw unfit(name, "is required and must be a string", value);
}

export function requiredText(body: JsonObject, name: string): string {
  const value = requiredString(body, name);
  if (value !== "") return value;
  throw new Refusal(422, `${name} must not be empty.`);
}

export function optionalString(body: JsonObject, name: string): string | undefined {
  return body[name] === undefined ? undefined : requiredStringIfGiven(body, name);
}

function requiredStringIfGiven(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value === "string") return value;
  throw unfit(name, "must be a string or omitted", value);
}

/** TGTrack documents ids as strings. An integer is taken too, with a warning, unless `strict`. */
export function requiredUserId(body: JsonObject, strict: boolean, warn: (warning: string) => void): string {
  const value = body.user_id;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0 && !strict) {
    warn("user_id is a number; the documentation asks for a string.");
    return String(value);
  }
  if (typeof value !== "string") throw unfit("user_id", "is required and must be a string", value);
  if (USER_ID.test(value)) return value;
  throw new Refusal(422, "user_id must be a person's id: digits only, without a leading zero.");
}

/** Unix seconds. */
export function optionalDate(body: JsonObject, name: string): number | undefined {
  return body[name] === undefined ? undefined : requiredDate(body, name);
}

/** Unix seconds. */
export function requiredDate(body: JsonObject, name: string): number {
  const value = body[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0) {
    throw unfit(name, "must be an integer, in unix seconds", value);
  }
  if (value > LARGEST_UNIX_SECONDS) throw new Refusal(422, `${name} must be in seconds; it looks like milliseconds.`);
  return value;
}

export function optionalAmount(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) throw unfit(name, "must be a number or omitted", value);
  if (Math.abs(value) <= LARGEST_AMOUNT) return value;
  throw new Refusal(422, `${name} must be from -${LARGEST_AMOUNT} to ${LARGEST_AMOUNT}; got ${value}.`);
}

export function optionalLabels(body: JsonObject): Label[] {
  const { labels } = body;
  if (labels === undefined) return [];
  if (!Array.isArray(labels)) throw unfit("labels", "must be an array", labels);
  return labels.map((label: unknown, index) => {
    if (!isJsonObject(label)) throw unfit(`labels[${index}]`, "must be an object of name and value", label);
    if (typeof label.name !== "string") throw unfit(`labels[${index}].name`, "must be a string", label.name);
    if (typeof label.value !== "string") throw unfit(`labels[${index}].value`, "must be a string", label.value);
    return { name: label.name, value: label.value };
  });
}

function unfit(name: string, rule: string, came: unknown): Refusal {
  return new Refusal(422, `${name} ${rule}; got ${typeNameOf(came)}.`);
}

function typeNameOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
