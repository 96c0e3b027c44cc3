/**
 * Takes a fleet of real processes, with a real Redis, through everything that it is to come through, and prints what
 * became of every start, run by run.
 * Usage: node test/redis/many-processes/run.ts [--short] [--rounds=<number>] [part of a case's name]
 */

import { hasRedisServer, NO_REDIS_SERVER } from "../../support/redis-server.ts";
import { SHORT, WHOLE } from "./figures.ts";
import { type Row, resultTable } from "./result-table.ts";
import { runScenario } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";

const options = process.argv.slice(2);
const figures = options.includes("--short") ? SHORT : WHOLE;
const rounds = Number(options.find((option) => option.startsWith("--rounds="))?.slice("--rounds=".length) ?? 1);
const wanted = options.find((option) => !option.startsWith("--")) ?? "";

if (hasRedisServer()) await runAll();
else console.log(NO_REDIS_SERVER);

async function runAll(): Promise<void> {
  const rows: Row[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const scenario of SCENARIOS.filter(({ name }) => name.includes(wanted))) rows.push(await run(scenario));
  }
  console.log(resultTable(rows));
  if (rows.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

async function run(scenario: Scenario): Promise<Row> {
  const { name } = scenario;
  const beganMs = performance.now();
  const seconds = (): number => Math.round((performance.now() - beganMs) / 1_000);
  const progress = (arrived: number): void => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r${name}: ${arrived} of ${figures.starts} starts have arrived, ${seconds()} s \u001b[K`);
  };
  // Another crowd, other clocks and other moments each time.
  const seed = Math.floor(Math.random() * 2 ** 32);
  const result = await runScenario({ scenario, figures, seed, progress });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  // At once: the table comes after minutes.
  console.error(
    [`${name}: ${result.broken.length === 0 ? "ok" : "BROKEN"}, ${seconds()} s`, ...result.broken].join("\n"),
  );
  return { ...result, name, tookMs: performance.now() - beganMs };
}
