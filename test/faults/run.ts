/**
 * Tries every fault at full length and prints what became of everything.
 * Usage: node test/faults/run.ts [--short] [part of a case's name]
 */
import { BOT_CASES, type FaultCase, SERVICE_CASES } from "./cases.ts";
import { SHORT, WHOLE } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";
import { type Result, resultTable } from "./measure/result-table.ts";
import { runAll } from "./run-all.ts";

const figures = process.argv.includes("--short") ? SHORT : WHOLE;
const wanted = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "";
/** They mostly wait, so that many go side by side. */
const AT_ONCE = 6;

const cases = [...BOT_CASES, ...SERVICE_CASES].filter(({ name }) => name.includes(wanted));
let done = 0;
const results = await runAll(cases, AT_ONCE, async ({ name, doubles, run }: FaultCase): Promise<Result> => {
  const beganMs = performance.now();
  const { tally, note = "", broken: ownBroken = [] } = await run(figures);
  const broken = [...ownBroken, ...brokenPromises(tally, { doubles })];
  const tookMs = performance.now() - beganMs;
  const how = broken.length === 0 ? "ok" : "BROKEN";
  console.error(`${++done} of ${cases.length}  ${name}: ${how}, ${Math.round(tookMs / 1_000)} s`);
  return { name, tally, note, broken, tookMs };
});
console.log(resultTable(results));
if (results.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
