import { anyOf, type Condition, condition } from "./condition.ts";

const NOT_ASCII = /\P{ASCII}/u;

/**
 * Whether a column holds a text somewhere, whichever case its letters have. SQLite knows the case of Latin letters
 * only, so a text with others is looked for as it is, in small letters, in capitals, and with each word capitalised.
 * `instr` takes no patterns, so nothing in the text has to be escaped, and it is several times quicker than LIKE.
 */
export function containsText(columns: readonly string[], text: string): Condition {
  if (!NOT_ASCII.test(text)) {
    const small = text.toLowerCase();
    return anyOf(...columns.map((column) => condition(`instr(lower(${column}), ?) > 0`, small)));
  }
  const small = text.toLowerCase();
  const capitalised = small.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  const spellings = new Set([text, small, text.toUpperCase(), capitalised]);
  return anyOf(
    ...columns.flatMap((column) => [...spellings].map((spelling) => condition(`instr(${column}, ?) > 0`, spelling))),
  );
}
