import { describeError } from "./error-descriptions.ts";
import { Refusal } from "./refusal.ts";
import type { Outcome, Verdict } from "./service.ts";

/**
 * Runs a service's rules and turns a refusal thrown by one of them into an outcome. What `run` returns is the answer's
 * data. Any other error is a defect of the sandbox and goes on.
 */
export function verdictOf(run: (warn: (warning: string) => void) => object | undefined): Verdict {
  const warnings: string[] = [];
  try {
    const data = run((warning) => warnings.push(warning));
    return { outcome: { kind: "accepted", ...(data !== undefined && { data }) }, warnings };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { outcome: refusedOutcome(error.code, error.details, error.retryAfterSeconds), warnings };
  }
}

/** The documented error of a code. */
export function refusedOutcome(code: number, details = "", retryAfterSeconds?: number): Outcome {
  return {
    kind: "refused",
    code,
    description: describeError(code),
    ...(details !== "" && { details }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
