import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import { isPromise } from "./is-promise.ts";

/** Which values one option accepts. */
export interface OptionRule {
  /** Ends the sentence "Expected `name` to be …". */
  expected: string;
  accepts(value: unknown): boolean;
  /** The message quotes a string. Only for words from a short list: any other string may be a misplaced key. */
  showsText?: boolean;
}

/** One rule per option, so that an option without a rule does not compile. */
export type OptionRules<Options> = Record<keyof Options, OptionRule>;

/**
 * Checks options by name and value; an option that is `undefined` counts as omitted. `prefix` is `"tgtrack."` for
 * nested options.
 *
 * @throws {TrackerConfigError} an option is invalid or unknown; the message says what was expected and what was given.
 */
export function checkByRules(prefix: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules).join(", ");
      throw new TrackerConfigError(`There is no option \`${prefix}${name}\`. The options are ${known}.`);
    }
    if (value !== undefined && !rule.accepts(value)) throw unexpected(`${prefix}${name}`, rule, value);
  }
}

export function unexpected(path: string, rule: OptionRule, value: unknown): TrackerConfigError {
  const given =
    typeof value === "string" && rule.showsText === true ? JSON.stringify(value.slice(0, 40)) : kindOf(value);
  return new TrackerConfigError(`Expected \`${path}\` to be ${rule.expected}, got ${given}.`);
}

export const FLAG: OptionRule = { expected: "true or false", accepts: (value) => typeof value === "boolean" };

export const FUNCTION: OptionRule = { expected: "a function", accepts: (value) => typeof value === "function" };

export const TEXT: OptionRule = { expected: "a string", accepts: (value) => typeof value === "string" };

export const COUNT: OptionRule = {
  expected: "an integer above 0",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};

export function oneOf(...words: readonly string[]): OptionRule {
  const expected = words.map((word) => JSON.stringify(word)).join(" or ");
  return { expected, accepts: (value) => words.includes(value as string), showsText: true };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value has methods with these names. */
export function hasFunctions(value: unknown, ...names: readonly string[]): value is Record<string, unknown> {
  const holder = value as Record<string, unknown> | null | undefined;
  // A logger may be a function with methods.
  const canHold = typeof value === "object" || typeof value === "function";
  return canHold && names.every((name) => typeof holder?.[name] === "function");
}

function kindOf(value: unknown): string {
  if (value === "") return "an empty string";
  if (typeof value === "string") return "a string";
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  if (isPromise(value)) return "a promise (await it first)";
  return typeof value === "function" ? "a function" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
