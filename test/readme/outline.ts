import { codeBlocks, tables, withoutCodeBlocks, withoutComments } from "./markdown.ts";

/** What a text and its translation have in common, as lines that say where they differ. */
export interface Outline {
  /** One a line: a heading's marks, `-` for an item of a list, `|` for a row, `text` for a paragraph. */
  structure: string[];
  tables: string[][];
  code: string[];
}

export function outline(markdown: string): Outline {
  return {
    structure: [...withoutCodeBlocks(markdown).matchAll(/^(#+(?= )|-(?= )|\d\.(?= )|\|)?.+$/gm)].map(
      ([, mark = "text"]) => mark,
    ),
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
