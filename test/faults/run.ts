/**
 * Tries every fault at full length and prints what became of everything.
 * Usage: node test/faults/run.ts [--short] [part of a case's name]
 */

import { FRAMEWORKS, killAndRestart, PEOPLE } from "./cases/kill-and-restart.ts";
import { killInVirtualTime } from "./cases/kills-in-virtual-time.ts";
import { runMemoryCurve } from "./cases/memory-curve.ts";
import { runStartAmidFlood } from "./cases/start-amid-flood.ts";
import { BOT_CASES, type FaultCase, SERVICE_CASES } from "./cases.ts";
import { endCases, endTable, runEnds } from "./ends/end-table.ts";
import { SHORT, WHOLE } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";
import { floodLine } from "./measure/flood-line.ts";
import { killsLine } from "./measure/kills-line.ts";
import { memoryTable } from "./measure/memory-table.ts";
import { restartLine } from "./measure/restart-line.ts";
import { type Result, resultTable } from "./measure/result-table.ts";
import { runAll } from "./run-all.ts";

const isShort = process.argv.includes("--short");
const figures = isShort ? SHORT : WHOLE;
const wanted = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "";
/** They mostly wait, so that many go side by side. */
const AT_ONCE = 6;
/** Of the moments at which processes are killed. */
const SEED = 20_261_130;

const cases = [...BOT_CASES, ...SERVICE_CASES].filter(({ name }) => name.includes(wanted));
const beganMs = performance.now();
let done = 0;
const results = await runAll(cases, AT_ONCE, runCase);
console.log(resultTable(results));
if (results.some(({ broken }) => broken.length > 0)) process.exitCode = 1;

// Alone, because these are about time and memory.
if ("flood".includes(wanted)) {
  for (const outbox of ["memory", "sqlite"] as const) {
    const { atOnce, later } = await runStartAmidFlood(outbox, WHOLE, isShort ? 3 : 20);
    console.log(`\n${floodLine(outbox, atOnce, later)}`);
  }
}
if ("memory".includes(wanted)) {
  for (const outbox of ["memory", "sqlite"] as const) {
    const updates = isShort ? 6_000 : 60_000;
    const curve = await runMemoryCurve(outbox, updates, 10);
    console.log(`\nBoth services down, ${updates} updates, ${outbox} outbox:\n${memoryTable(curve)}`);
  }
}
if ("restart".includes(wanted)) {
  console.log("");
  for (const framework of FRAMEWORKS) {
    for (const isShared of [false, true]) {
      const result = await killAndRestart(framework, isShared);
      console.log(restartLine(framework, isShared, result));
      if (result.firstMs > 5_000 || result.arrived < PEOPLE) process.exitCode = 1;
    }
  }
}
if ("kills".includes(wanted)) {
  const kills = isShort ? 60 : 1_000;
  console.log("");
  for (const more of [
    { perMinute: 240, countsWithinMs: 3_000 },
    { perMinute: 40, countsWithinMs: 3_000 },
    { perMinute: 240, countsWithinMs: 12_000 },
  ]) {
    const settings = { kills, seed: SEED, ...more };
    const result = await killInVirtualTime(settings);
    console.log(killsLine(settings, result));
    if (more.countsWithinMs === 3_000 && result.refused > 0) process.exitCode = 1;
  }
}
if ("ends".includes(wanted)) {
  const rows = await runEnds(endCases(isShort ? "stop" : undefined));
  console.log(`\nSeconds until a process ends, by what both services do meanwhile:\n${endTable(rows)}`);
  if (rows.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}
console.error(`${Math.round((performance.now() - beganMs) / 1_000)} s altogether`);

async function runCase({ name, losesAnswers, run }: FaultCase): Promise<Result> {
  const startedMs = performance.now();
  const result = await run(figures);
  const tookMs = performance.now() - startedMs;
  const finish = (how: string): void =>
    console.error(`${++done} of ${cases.length}  ${name}: ${how}, ${Math.round(tookMs / 1_000)} s`);
  if ("skipped" in result) {
    finish(`skipped, ${result.skipped}`);
    return { name, tally: undefined, note: result.skipped, broken: [], tookMs };
  }
  const { tally, note = "", broken: ownBroken = [] } = result;
  const broken = [...ownBroken, ...brokenPromises(tally, { losesAnswers })];
  finish(broken.length === 0 ? "ok" : "BROKEN");
  return { name, tally, note, broken, tookMs };
}
