import type { BenchmarkResult } from "./benchmark.ts";
import type { Figure } from "./figure.ts";
import type { Machine } from "./machine.ts";
import { growthRows, resultRow, TITLES, tally, tallyLine } from "./result-rows.ts";

/** What the page is called, and which command of ours writes it. */
export interface PageHead {
  title: string;
  command: string;
}

/** All figures as a page of Markdown. */
export function renderPage(
  { title, command }: PageHead,
  results: readonly BenchmarkResult[],
  machine: Machine,
): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const tookMs = results.reduce((sum, result) => sum + result.tookMs, 0);
  return [
    `# ${title}`,
    "",
    `Written by \`npx -y pnpm@12 ${command}\`; a change by hand would be lost.`,
    "",
    `${machine.date}, ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}. ` +
      `${versions.join(", ")}. Everything on loopback. ${Math.round(tookMs / 60_000)} minutes.` +
      (tally(results).goals === 0 ? "" : ` ${tallyLine(results)}.`),
    "",
    "Single figures move by a third from run to run; what is compared was measured in turn, round by round, and the " +
      "brackets hold the least and the most of the rounds. The median decides whether a goal is met.",
    ...results.flatMap(section),
    "",
  ].join("\n");
}

function section({ name, about, figures, error }: BenchmarkResult): string[] {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    "",
    `## ${name}`,
    "",
    `${about[0]?.toUpperCase()}${about.slice(1)}.`,
    "",
    ...tableOf(figures).flatMap((cells, index) =>
      index === 0 ? [row(cells), row(cells.map(() => "---"))] : [row(cells)],
    ),
    ...(error === undefined ? [] : [`Failed: ${error.split("\n")[0]}`]),
  ];
}

function tableOf(figures: readonly Figure[]): (readonly string[])[] {
  if (figures.length === 0) return [];
  if (figures.every(({ size }) => size !== undefined)) return growthRows(figures);
  return [TITLES, ...figures.map(resultRow)];
}
