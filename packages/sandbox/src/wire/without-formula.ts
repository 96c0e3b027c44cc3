/**
 * How a text begins that a spreadsheet may work out: with such a sign, in full width too, after anything that it passes
 * over, or with what begins a cell anew (OWASP, "CSV Injection").
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** A text for a cell of a table. What a spreadsheet could run gets an apostrophe before it: anybody can write a payload. */
export function withoutFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
