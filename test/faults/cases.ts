import { runClockSetBack, runClockSetBackWhileRunning } from "./cases/clock-set-back.ts";
import { isAboutFullDisk, runFullDisk } from "./cases/full-disk.ts";
import { runHungShutdown } from "./cases/hung-shutdown.ts";
import { runKillRounds } from "./cases/kill-rounds.ts";
import { runServiceFault } from "./cases/run-service-fault.ts";
import { SERVICE_FAULTS } from "./cases/service-fault.ts";
import { runTwoProcesses } from "./cases/two-processes.ts";
import type { Figures } from "./figures.ts";
import type { Tally } from "./measure/tally.ts";

/** Something that goes wrong, and what comes of it. */
export interface FaultCase {
  name: string;
  /** Answers may not reach the bot, so that as many deliveries may be doubled as it calls ambiguous; otherwise none. */
  losesAnswers: boolean;
  run(figures: Figures): Promise<CaseResult>;
}

export type CaseResult = Finished | { skipped: string };

export interface Finished {
  tally: Tally;
  /** What else there is to say. */
  note?: string;
  /** What it did not keep to, beyond what every case has to keep to. */
  broken?: readonly string[];
}

/** Of the moments at which bots are killed. */
const SEED = 20_261_121;

/** Services in trouble. Two of them with the memory outbox as well. */
export const SERVICE_CASES: readonly FaultCase[] = [
  ...SERVICE_FAULTS.map((fault) => serviceCase(fault.name, "sqlite", fault)),
  ...SERVICE_FAULTS.filter(({ name }) => ["500", "reset after it is recorded"].includes(name)).map((fault) =>
    serviceCase(`${fault.name}, memory outbox`, "memory", fault),
  ),
];

/** Bots, machines and clocks in trouble. */
export const BOT_CASES: readonly FaultCase[] = [
  killCase("SIGKILL"),
  killCase("SIGTERM"),
  {
    name: "SIGTERM while both services hang",
    losesAnswers: true,
    run: async (figures) => {
      const { tally, code, tookMs } = await runHungShutdown("sqlite", figures);
      const broken = code === 0 ? [] : [`the bot ended with ${code}`];
      return { tally, note: `ended ${Math.round(tookMs)} ms after SIGTERM`, broken };
    },
  },
  { name: "two processes, one outbox", losesAnswers: false, run: async (figures) => two(false, figures) },
  { name: "two processes, one of them killed", losesAnswers: true, run: async (figures) => two(true, figures) },
  {
    name: "clock set back an hour while running",
    losesAnswers: false,
    run: async (figures) => ({ tally: await runClockSetBackWhileRunning(figures) }),
  },
  {
    name: "disk full",
    losesAnswers: false,
    run: async (figures) => {
      const result = await runFullDisk(figures);
      if (result === undefined) return { skipped: "no tmpfs can be mounted here" };
      const said = result.messages.filter(isAboutFullDisk).length;
      const broken = said === 1 ? [] : [`the bot said ${said} times that its file cannot be written`];
      return { tally: result.tally, note: "tmpfs of 4 MiB", broken };
    },
  },
  {
    name: "clock set back before a restart",
    // On a busy machine the time to close is over before the last answers come.
    losesAnswers: true,
    run: async (figures) => {
      const tally = await runClockSetBack(figures);
      const isTooMuch = tally.ambiguous > REQUESTS_IN_FLIGHT;
      return { tally, broken: isTooMuch ? [`more ambiguous than ${REQUESTS_IN_FLIGHT} in flight`] : [] };
    },
  },
];

function serviceCase(name: string, outbox: "memory" | "sqlite", fault: (typeof SERVICE_FAULTS)[number]): FaultCase {
  const run = async (figures: Figures): Promise<CaseResult> => ({
    tally: await runServiceFault(fault, outbox, figures),
  });
  return { name, losesAnswers: fault.answers !== "come", run };
}

function killCase(signal: "SIGKILL" | "SIGTERM"): FaultCase {
  return {
    name: signal,
    losesAnswers: true,
    run: async (figures) => {
      const { killedAtStart, found, forgotten, tally } = await runKillRounds(signal, figures, SEED);
      const broken: string[] = [];
      if (forgotten > 0) broken.push(`${forgotten} stored deliveries were forgotten`);
      // Otherwise no round has ended a bot that was busy.
      if (found === 0) broken.push("no bot found anything waiting");
      const mostInFlight = figures.killRounds * REQUESTS_IN_FLIGHT;
      if (tally.ambiguous > mostInFlight) broken.push(`more ambiguous than ${mostInFlight} in flight`);
      return {
        tally,
        note: `${figures.killRounds} rounds, ${killedAtStart} in start-up, ${found} found waiting`,
        broken,
      };
    },
  };
}

async function two(isKilled: boolean, figures: Figures): Promise<CaseResult> {
  return { tally: await runTwoProcesses(isKilled, figures) };
}

/** Eight to each service. */
const REQUESTS_IN_FLIGHT = 16;
