import type { DeadReason } from "../outbox/delivery.ts";
import { onOneLine } from "../support/printable.ts";
import { redactSecrets } from "../support/secrets/redact-secrets.ts";
import type { Outcome } from "./outcome.ts";

/** Ten thousand refused items are kept with what was said about them. */
const LONGEST_TEXT = 1_000;

/** An outcome as it may be kept and shown, whoever wrote the destination: on one line, bounded, without its secrets. */
export function cleanOutcome(outcome: Outcome, secrets: readonly string[]): Outcome {
  switch (outcome.kind) {
    case "unavailable":
      return { ...outcome, description: cleanText(outcome.description, secrets) };
    case "rejected":
    case "key-refused":
      return { ...outcome, reason: cleanReason(outcome.reason, secrets) };
    default:
      return outcome;
  }
}

function cleanReason({ code, description, details }: DeadReason, secrets: readonly string[]): DeadReason {
  return {
    code: typeof code === "string" ? cleanText(code, secrets) : code,
    description: cleanText(description, secrets),
    ...(details !== undefined && { details: cleanText(details, secrets) }),
  };
}

/** Redact before truncating: a cut in the middle of a secret would keep its beginning. */
export function cleanText(text: unknown, secrets: readonly string[]): string {
  const clean = onOneLine(redactSecrets(typeof text === "string" ? text : typeof text, secrets));
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}…` : clean;
}
