import type { BenchmarkResult } from "./benchmark.ts";
import type { Machine } from "./machine.ts";
import { resultRow, TITLES, tallyLine } from "./result-rows.ts";

/** All figures as a page of Markdown. */
export function renderPage(results: readonly BenchmarkResult[], machine: Machine): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const tookMs = results.reduce((sum, result) => sum + result.tookMs, 0);
  return [
    "# Results of the benchmarks",
    "",
    "Written by `npx -y pnpm@12 bench --write`; a change by hand would be lost.",
    "",
    `${machine.date}, ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}. ` +
      `${versions.join(", ")}. Everything on loopback. ${Math.round(tookMs / 60_000)} minutes. ${tallyLine(results)}.`,
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
    ...(figures.length === 0
      ? []
      : [row(TITLES), row(TITLES.map(() => "---")), ...figures.map((one) => row(resultRow(one)))]),
    ...(error === undefined ? [] : [`Failed: ${error.split("\n")[0]}`]),
  ];
}
