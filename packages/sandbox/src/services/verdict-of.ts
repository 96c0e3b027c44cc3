import { MOST } from "../bounds/most.ts";
import type { Fact } from "../store/fact.ts";
import { describeError } from "./error-descriptions.ts";
import { Refusal } from "./refusal.ts";
import type { Notes, Outcome, Verdict } from "./service.ts";

/**
 * Runs a service's rules and turns a refusal thrown by one of them into an outcome. What `run` returns is the answer's
 * data. Any other error is a bug in the sandbox and is rethrown.
 */
export function verdictOf(run: (notes: Notes) => object | undefined): Verdict {
  const warnings: string[] = [];
  const facts: Fact[] = [];
  let isDoubledStart = false;
  try {
    const data = run({
      warn: (warning) => {
        if (warnings.length < MOST.warnings) warnings.push(warning);
      },
      happened: (fact) => void facts.push(fact),
      doubledStart: () => {
        isDoubledStart = true;
      },
    });
    return { outcome: { kind: "accepted", ...(data !== undefined && { data }) }, warnings, facts, isDoubledStart };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const outcome = refusedOutcome(error.code, error.details, error.retryAfterSeconds);
    return { outcome, warnings, facts: [], isDoubledStart: false };
  }
}

/** The documented error of a code. `details` are cut where they are told and kept, after keys in them are hidden. */
export function refusedOutcome(code: number, details = "", retryAfterSeconds?: number): Outcome {
  return {
    kind: "refused",
    code,
    description: describeError(code),
    ...(details !== "" && { details }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
