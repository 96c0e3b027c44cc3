import { codeBlocks, tables, withoutCodeBlocks, withoutComments } from "./markdown.ts";

/** What a text and its translation have in common, as lines that say where they differ. */
export interface Outline {
  /** One a line: a heading's marks, `-` for an item, `|` for a row, `text` for a paragraph, and the numbers in it. */
  structure: string[];
  tables: string[][];
  code: string[];
}

export function outline(markdown: string): Outline {
  return {
    structure: withoutCodeBlocks(markdown)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${/^(?:#+|-|\d\.|\|)/.exec(line)?.[0] ?? "text"} ${numbers(line).join(" ")}`),
    tables: tables(markdown).map((rows) => rows.map((cells) => `${named(cells[0])} in ${cells.length} columns`)),
    code: codeBlocks(markdown).map((block) => `${block.language}\n${withoutComments(block)}`),
  };
}

export function isTranslation(path: string): boolean {
  return path.endsWith(".ru.md");
}

export function translationOf(path: string): string {
  return path.replace(/\.md$/, ".ru.md");
}

export function originalOf(path: string): string {
  return path.replace(/\.ru\.md$/, ".md");
}

/** What a row is about in every language: the code in its first cell, where `<folder>` is a word like any other. */
function named(cell = ""): string {
  return [...cell.matchAll(/`[^`]+`/g)].map(([code]) => code.replaceAll(/<[^>]*>/g, "<>")).join(", ");
}

/** The numbers in digits outside of links' targets, sorted, as English writes them: `1,000` is 1000, and `0,3` is 0.3. */
function numbers(line: string): string[] {
  const plain = line
    .replaceAll(/\]\([^)]*\)/g, "]")
    .replaceAll(/(?<=\d)[,\s_](?=\d{3}(?!\d))/g, "")
    .replaceAll(/(?<=\d),(?=\d)/g, ".");
  return [...plain.matchAll(/\d+(?:\.\d+)*/g)].map(([number]) => number).sort();
}
