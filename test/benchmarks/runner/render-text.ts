import type { BenchmarkResult } from "./benchmark.ts";
import { resultRow, TITLES, tallyLine } from "./result-rows.ts";

const GAP = "  ";

/** All figures as one table for a terminal. */
export function renderText(results: readonly BenchmarkResult[]): string {
  const sections = results.map((result) => ({ result, rows: result.figures.map(resultRow) }));
  const rows = sections.flatMap((section) => section.rows);
  const widths = TITLES.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  const parts = sections.map(({ result, rows: own }) =>
    [
      "",
      `${result.name}: ${result.about}`,
      ...own.map((row) => `  ${line(row)}`),
      ...(result.error === undefined ? [] : [`  FAILED: ${result.error}`]),
    ].join("\n"),
  );
  return [`  ${line(TITLES)}`, ...parts, "", tallyLine(results)].join("\n");
}
