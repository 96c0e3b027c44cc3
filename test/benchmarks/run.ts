/** Runs benchmarks and prints their figures; `--help` says how. */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { BENCHMARKS, LONG_BENCHMARKS } from "./all-benchmarks.ts";
import { parseBenchArguments, USAGE } from "./runner/bench-arguments.ts";
import type { BenchmarkResult } from "./runner/benchmark.ts";
import { chooseBenchmarks } from "./runner/choose-benchmarks.ts";
import { describeMachine } from "./runner/machine.ts";
import { renderPage } from "./runner/render-page.ts";
import { renderText } from "./runner/render-text.ts";
import { runBenchmark } from "./runner/run-benchmark.ts";

/** What a whole run is written to. */
const PAGES = [
  { benchmarks: BENCHMARKS, title: "Results of the benchmarks", file: "RESULTS.md", command: "bench --write" },
  { benchmarks: LONG_BENCHMARKS, title: "How cost grows", file: "GROWTH.md", command: "bench scale --write" },
] as const;

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<void> {
  const { wanted, list, json, quick, write, help, profile } = parseBenchArguments(args);
  const chosen = chooseBenchmarks(BENCHMARKS, LONG_BENCHMARKS, wanted);
  if (help) return console.log(USAGE);
  if (list) {
    const listed = wanted.length === 0 ? [...chosen, ...LONG_BENCHMARKS] : chosen;
    return console.log(listed.map(({ name, about }) => `${name.padEnd(32)}${about}`).join("\n"));
  }

  const page = PAGES.find(({ benchmarks }) => isDeepStrictEqual(benchmarks, chosen));
  if (write && page === undefined) {
    const whole = PAGES.map(({ command, file }) => `\`${command}\` (${file})`).join(" or ");
    throw new TypeError(`--write is for a whole run: ${whole}`);
  }
  const profileFolder = profile === undefined ? undefined : resolve(profile);
  if (profileFolder !== undefined) mkdirSync(profileFolder, { recursive: true });
  const results: BenchmarkResult[] = [];
  const beganMs = performance.now();
  for (const benchmark of chosen) {
    const result = await runBenchmark(benchmark, { quick, profileFolder });
    results.push(result);
    const how = result.error === undefined ? "" : "  FAILED";
    console.error(`${results.length} of ${chosen.length}  ${result.name}  ${seconds(result.tookMs)}${how}`);
  }
  console.error(`${seconds(performance.now() - beganMs)} altogether\n`);

  const machine = describeMachine(new Date());
  console.log(json ? JSON.stringify({ quick, machine, results }, undefined, 2) : renderText(results));
  if (write && page !== undefined) {
    writeFileSync(new URL(page.file, import.meta.url), renderPage(page, results, machine));
  }
  if (results.some(({ error }) => error !== undefined)) process.exitCode = 1;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
