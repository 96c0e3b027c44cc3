import { once } from "node:events";
import { CAST } from "./cast/cast.ts";
import { seededRandom } from "./crowd/seeded-random.ts";
import { startDemoSandbox } from "./demo-sandbox.ts";
import { HISTORY_DAYS } from "./history/campaign.ts";
import { planHistory } from "./history/plan-history.ts";
import { adTable, deliveryTable } from "./report/tables.ts";
import { type DemoResult, runDemo } from "./run-demo.ts";
import { plainScreen, type Screen, terminalScreen } from "./screen/screen.ts";

const SEED = 20_261_121;
const HISTORY_SEED = 20_261_101;
const ARRIVALS_MS = 40_000;
const PAUSE_MS = 4_000;
const DRAIN_TIMEOUT_MS = 90_000;
const LOG_EVERY_MS = 5_000;

const inTerminal = process.stdout.isTTY;
/** Somebody at a terminal will want to look at the page; behind a pipe there is nobody, unless --stay says so. */
const staysOpen = inTerminal || process.argv.includes("--stay");
const screen = inTerminal ? terminalScreen(process.stdout) : plainScreen(process.stdout, LOG_EVERY_MS, Date.now);
const interrupted = new AbortController();
// SIGHUP: the terminal was closed.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => interrupted.abort(new Error(`Stopped by ${signal}.`)));
}
process.exitCode = await main(screen, interrupted.signal);

/** @returns the exit code */
async function main(screen: Screen, signal: AbortSignal): Promise<number> {
  const people = CAST.reduce((sum, { crowd }) => sum + crowd.people, 0);
  const sandbox = await startDemoSandbox(CAST, planHistory(CAST, new Date(), seededRandom(HISTORY_SEED)));
  try {
    screen.print(
      `${CAST.length} bots, ${people} people, and both services with their real limits on this machine: ${sandbox.url}\n` +
        "It takes about a minute: TGTrack accepts 3 requests per second from a bot.\n" +
        `The page also shows ${HISTORY_DAYS} days before today, which are made up and marked so.`,
    );
    const timing = { arrivalsMs: ARRIVALS_MS, pauseMs: PAUSE_MS, random: seededRandom(SEED) };
    const result = await runDemo({ cast: CAST, timing, sandbox, screen, signal, drainTimeoutMs: DRAIN_TIMEOUT_MS });
    screen.print(closingWords(result));
    if (staysOpen) {
      screen.print(`\nWhat the services received is at ${sandbox.url}/ until you press Ctrl-C.`);
      if (!signal.aborted) await once(signal, "abort");
    } else {
      screen.print(`\nThe services were at ${sandbox.url}.`);
    }
    return result.problems.length === 0 ? 0 : 1;
  } catch (error) {
    screen.print(`\nThe demo did not finish. ${error instanceof Error ? error.message : String(error)}`);
    return signal.aborted ? 130 : 1;
  } finally {
    await sandbox.close();
  }
}

function closingWords({ reports, problems, outputs }: DemoResult): string {
  const said = outputs.map(({ title, text }) => `\nWhat the ${title} bot wrote:\n${text}`);
  const verdict =
    problems.length === 0
      ? "Everything was delivered, and every count matches what the crowd did."
      : `Not everything is right:\n${problems.map((problem) => `- ${problem}`).join("\n")}`;
  return [
    "\nWhat each bot's tracker accepted, what became of it, and what arrived\n",
    deliveryTable(reports),
    "\nWhat each ad brought, as TGTrack received it\n",
    adTable(reports),
    ...said,
    `\n${verdict}`,
  ].join("\n");
}
