/**
 * Letters that steer a terminal (the C0 and C1 controls), begin a line somewhere, or turn the direction of the text
 * after them, so that it reads as something else.
 */
// Ranges in place of \p{Cc}: V8 builds the tables of such a property already when a bot loads this file.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const STEERING = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const ALL_STEERING = new RegExp(STEERING, "gu");
const ALL_BUT_BREAKS = new RegExp(`(?!\\n)${STEERING.source}`, "gu");

/** Text from elsewhere on one line, with nothing in it that steers a terminal or begins a line in a log. */
export function onOneLine(text: string): string {
  return STEERING.test(text)
    ? text.replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, " ").replace(ALL_STEERING, "\ufffd")
    : text;
}

/** The same with its line breaks. */
export function printable(text: string): string {
  return STEERING.test(text) ? text.replaceAll(ALL_BUT_BREAKS, "\ufffd") : text;
}

/** JSON as `JSON.stringify` writes it, with what it leaves as it is escaped too: nothing in it steers a terminal. */
export function printableJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent) ?? "null";
  if (!STEERING.test(json)) return json;
  return json.replaceAll(ALL_BUT_BREAKS, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
