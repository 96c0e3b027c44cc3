import { StartPayloadError } from "../../errors/start-payload-error.ts";

/** What a name in a link may be made of. */
export interface NameRule {
  /** Begins the message: "A bot's username". */
  what: string;
  /** The fewest and the most characters. */
  chars: readonly [number, number];
  /** In words, after the number of characters. */
  expected: string;
  /** The first character, and any character. */
  first: RegExp;
  any: RegExp;
  /** How to mend it. */
  mend: string;
}

/** @throws {StartPayloadError} it names one character and its place, never the whole value, which may be private */
export function checkName(name: string, { what, chars, expected, first, any, mend }: NameRule): void {
  checkText(name, what, mend);
  const [fewest, most] = chars;
  const isRightLength = name.length >= fewest && name.length <= most;
  const index = [...name].findIndex((char, at) => !(at === 0 && isRightLength ? first : any).test(char));
  if (isRightLength && index === -1) return;
  const found = index === -1 ? `one of ${name.length} characters came` : foreignChar(name, index);
  throw new StartPayloadError(`${what} must be ${fewest} to ${most} ${expected}; ${found}. ${mend}`);
}

/** @throws {StartPayloadError} not 1 to `mostChars` characters of `A-Za-z0-9_-` */
export function checkPayload(
  payload: string,
  { what, mostChars, mend }: { what: string; mostChars: number; mend: string },
): void {
  checkText(payload, what, mend);
  const excess = payload.length - mostChars;
  const expected = `${what} must be 1 to ${mostChars} characters of A-Za-z0-9_-`;
  if (excess > 0) {
    throw new StartPayloadError(`${expected}; ${payload.length} came, ${excess} too many. ${mend}`, excess);
  }
  const index = [...payload].findIndex((char) => !/^[\w-]$/.test(char));
  if (payload !== "" && index === -1) return;
  const found = payload === "" ? "an empty one came" : foreignChar(payload, index);
  throw new StartPayloadError(`${expected}; ${found}. ${mend}`);
}

function checkText(value: unknown, what: string, mend: string): void {
  if (typeof value !== "string") {
    throw new StartPayloadError(`${what} must be a string, got ${value === null ? "null" : typeof value}. ${mend}`);
  }
}

/** A bot's username without the `@` that it may carry. */
export function withoutAt(botUsername: string): string {
  return typeof botUsername === "string" && botUsername.startsWith("@") ? botUsername.slice(1) : botUsername;
}

/** Places count from 1, in characters. */
function foreignChar(text: string, index: number): string {
  const char = [...text][index] ?? "";
  const name = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return `${JSON.stringify(char)} (${name}) came at place ${index + 1}`;
}
