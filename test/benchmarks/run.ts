/** Runs benchmarks and prints their figures; `--help` says how. */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { BENCHMARKS, LONG_BENCHMARKS } from "./all-benchmarks.ts";
import { parseBenchArguments, USAGE } from "./runner/bench-arguments.ts";
import type { BenchmarkResult } from "./runner/benchmark.ts";
import { chooseBenchmarks } from "./runner/choose-benchmarks.ts";
import { describeMachine } from "./runner/machine.ts";
import { renderPage } from "./runner/render-page.ts";
import { renderText } from "./runner/render-text.ts";
import { runBenchmark } from "./runner/run-benchmark.ts";

const RESULTS = new URL("./RESULTS.md", import.meta.url);

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
  if (write) writeFileSync(RESULTS, renderPage(results, machine));
  if (results.some(({ error }) => error !== undefined)) process.exitCode = 1;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
