/** A line of a pasted table. */
export interface TableLine {
  /** Counted from 1, as the text has it. */
  line: number;
  cells: string[];
}

const QUOTE = '"';

/**
 * The cells of a table copied out of a spreadsheet (tabs) or a CSV file (semicolons, else commas: the first line says
 * which). A cell in quotes may hold all of these, line ends and doubled quotes. Empty lines are left out.
 */
export function splitTable(text: string): TableLine[] {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const separator = separatorOf(plain);
  const lines: TableLine[] = [];
  let at = 0;
  let line = 1;
  while (at < plain.length) {
    const first = line;
    const cells: string[] = [];
    for (;;) {
      const { cell, end } = cellAt(plain, at, separator);
      cells.push(cell.trim());
      line += plain.slice(at, end).split("\n").length - 1;
      at = end + 1;
      if (plain[end] === separator) continue;
      line++;
      break;
    }
    if (cells.some((cell) => cell !== "")) lines.push({ line: first, cells });
  }
  return lines;
}

/** By the first line alone: a name further down may hold a semicolon. */
function separatorOf(text: string): string {
  const lines = text.replace(/"(?:[^"]|"")*"/g, "").split("\n");
  const first = lines.find((line) => /[^ ]/.test(line)) ?? "";
  return ["\t", ";"].find((separator) => first.includes(separator)) ?? ",";
}

/** One cell, and where it ends: at a separator, a line's end or the text's. */
function cellAt(text: string, from: number, separator: string): { cell: string; end: number } {
  const quoted = text[from] === QUOTE ? quotedCellAt(text, from, separator) : undefined;
  if (quoted !== undefined) return quoted;
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== "\n") end++;
  return { cell: text.slice(from, end), end };
}

/** Undefined where the quote is just the first character of a name, as in `"Coffee" in autumn`. */
function quotedCellAt(text: string, from: number, separator: string): { cell: string; end: number } | undefined {
  let cell = "";
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== QUOTE) cell += text[at];
    else if (text[at + 1] === QUOTE) cell += text[at++];
    else {
      const next = text[at + 1];
      return next === undefined || next === separator || next === "\n" ? { cell, end: at + 1 } : undefined;
    }
  }
  return undefined;
}
