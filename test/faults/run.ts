/** Tries every fault at full length and prints what became of everything. Usage: node test/faults/run.ts [--short] */
import { runKillRounds } from "./cases/kill-rounds.ts";
import { runServiceFault } from "./cases/run-service-fault.ts";
import { SERVICE_FAULTS } from "./cases/service-fault.ts";
import { SHORT, WHOLE } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";
import { type Result, resultTable } from "./measure/result-table.ts";
import type { Tally } from "./measure/tally.ts";
import { runAll } from "./run-all.ts";

const figures = process.argv.includes("--short") ? SHORT : WHOLE;
const only = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
/** They mostly wait, so that many go side by side. */
const AT_ONCE = 6;
/** Of the moments at which bots are killed. */
const SEED = 20_261_121;

interface Case {
  name: string;
  doubles: boolean;
  run(): Promise<{ tally: Tally; note?: string; broken?: readonly string[] }>;
}

const cases: Case[] = [
  ...SERVICE_FAULTS.map((fault) => ({ ...fault, run: async () => ({ tally: await runServiceFault(fault, figures) }) })),
  ...(["SIGKILL", "SIGTERM"] as const).map((signal) => ({
    name: signal,
    doubles: true,
    run: async () => {
      const { killedAtStart, found, forgotten, tally } = await runKillRounds(signal, figures, SEED);
      const note = `${figures.killRounds} rounds, ${killedAtStart} in start-up, ${found} found waiting`;
      return { tally, note, broken: forgotten === 0 ? [] : [`${forgotten} stored deliveries were forgotten`] };
    },
  })),
];

const results = await runAll(
  cases.filter(({ name }) => only === undefined || name.includes(only)),
  AT_ONCE,
  async ({ name, doubles, run }): Promise<Result> => {
    const beganMs = performance.now();
    const { tally, note = "", broken: ownBroken = [] } = await run();
    const broken = [...ownBroken, ...brokenPromises(tally, { doubles })];
    const result = { name, tally, note, broken, tookMs: performance.now() - beganMs };
    console.error(
      `${result.broken.length === 0 ? "ok    " : "BROKEN"} ${name}, ${Math.round(result.tookMs / 1_000)} s`,
    );
    return result;
  },
);
console.log(resultTable(results));
if (results.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
