import { withoutFormula } from "../wire/without-formula.ts";

export type Cell = string | number | null;

/** How a table program of a language tells cells and decimals apart; with the other's marks it makes dates of sums. */
export interface CsvMarks {
  separator: "," | ";";
  decimal: "." | ",";
}

/**
 * A table that opens by a double click: UTF-8 with the mark that Excel knows it by, each cell in quotes, CRLF. A text
 * that begins as a formula does gets an apostrophe before it, because a start payload is written by anybody.
 */
export function csv(rows: readonly (readonly Cell[])[], { separator, decimal }: CsvMarks): string {
  const written = rows.map((row) => `${row.map((cell) => `"${textOf(cell, decimal)}"`).join(separator)}\r\n`);
  return `\ufeff${written.join("")}`;
}

function textOf(cell: Cell, decimal: string): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell).replace(".", decimal);
  return withoutFormula(cell).replaceAll('"', '""');
}
