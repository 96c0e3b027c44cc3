import { anyOf, type Condition, condition } from "./condition.ts";

const NOT_ASCII = /\P{ASCII}/u;

/**
 * Whether one of the columns holds a text somewhere, whichever case its letters have. SQLite knows the case of Latin
 * letters only, so a text with others is looked for as it is, in small letters, in capitals, and with each word
 * capitalised: four quick searches, where a function of one's own would be called for every row.
 */
export function containsText(columns: readonly string[], text: string): Condition {
  if (!NOT_ASCII.test(text)) {
    const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
    return anyOf(...columns.map((column) => condition(`${column} LIKE ? ESCAPE '\\'`, pattern)));
  }
  const small = text.toLowerCase();
  const capitalised = small.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  const spellings = new Set([text, small, text.toUpperCase(), capitalised]);
  return anyOf(
    ...columns.flatMap((column) => [...spellings].map((spelling) => condition(`instr(${column}, ?) > 0`, spelling))),
  );
}
