/**
 * The conformance table in whatever runtime. Usage: run-cases.js <list|run>. `list` prints the titles as JSON; `run` runs
 * them one after another, and prints a line of JSON for each: a `CaseResult`.
 */
import { inspect } from "node:util";
import { conformance } from "../../../conformance/conformance.ts";
import { BOT_2 } from "../../../conformance/subjects/bot-2.ts";
import { GRAMMY } from "../../../conformance/subjects/grammy.ts";
import { type Case, describedCases } from "./stand-in-for-vitest.ts";

export interface CaseResult {
  readonly title: string;
  /** What was thrown, where the case failed. */
  readonly error?: string;
}

/** Far more than any takes: it is there to end one that hangs. */
const CASE_TIMEOUT_MS = 240_000;

conformance([...GRAMMY, ...BOT_2]);

if (process.argv[2] === "list") console.log(JSON.stringify(describedCases().map(({ title }) => title)));
else {
  for (const one of describedCases()) console.log(JSON.stringify(await resultOf(one)));
  // What a case has left open is not to keep the process.
  process.exit();
}

async function resultOf({ title, run }: Case): Promise<CaseResult> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It hangs for ${CASE_TIMEOUT_MS / 1_000} s.`)), CASE_TIMEOUT_MS);
  try {
    await Promise.race([run(), late]);
    return { title };
  } catch (error) {
    return { title, error: inspect(error) };
  } finally {
    clearTimeout(timer);
  }
}
