import type { ConnectionProblem } from "./connection-problem.ts";

const FIRST_MS = 50;
const LONGEST_MS = 2_000;
/** Somebody has to fix it, so there is no hurry. */
const UNFIT_MS = 30_000;

/**
 * How long to wait before the next attempt to connect, after so many failures in a row (from 1). Half of it is random
 * (`random`, from 0 to 1), so that the processes of a bot do not all reconnect at the same moment.
 */
export function retryDelayMs(problem: ConnectionProblem, failures: number, random: number): number {
  const longestMs =
    problem.kind === "unfit" ? UNFIT_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return (longestMs / 2) * (1 + random);
}
