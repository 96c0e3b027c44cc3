import type { Refused } from "../../support/checked.ts";

/** What was expected, and what came instead. */
export function no(expectation: string, given: unknown): Refused {
  return { ok: false, message: `${expectation}, got ${show(given)}`, mistake: expectation };
}

/** A value as messages show it: short and on one line. */
export function show(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
  } catch {}
  text ??= String(typeof value === "symbol" ? value.toString() : typeof value);
  return `${shorten(text)} (${value === null ? "null" : typeof value})`;
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
