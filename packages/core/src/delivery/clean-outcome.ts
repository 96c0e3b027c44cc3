import type { DeadReason } from "../outbox/delivery.ts";
import { onOneLine } from "../support/printable.ts";
import { redactSecrets } from "../support/secrets/redact-secrets.ts";
import type { Outcome } from "./outcome.ts";

/** Ten thousand refused items are kept with what was said about them. */
const LONGEST_TEXT = 1_000;

/** How a text is shown without secrets. */
type Redact = (text: string) => string;

/** An outcome as it may be kept and shown, whoever wrote the destination: on one line, bounded, without secrets. */
export function cleanOutcome(outcome: Outcome, redact: Redact): Outcome {
  switch (outcome.kind) {
    case "unavailable":
      return { ...outcome, description: cleanWith(redact, outcome.description) };
    case "rejected":
    case "key-refused":
      return { ...outcome, reason: cleanReason(outcome.reason, redact) };
    default:
      return outcome;
  }
}

function cleanReason({ code, description, details }: DeadReason, redact: Redact): DeadReason {
  return {
    code: typeof code === "string" ? cleanWith(redact, code) : code,
    description: cleanWith(redact, description),
    ...(details !== undefined && { details: cleanWith(redact, details) }),
  };
}

/** The same for one text, where these are all the secrets that are known. */
export function cleanText(text: unknown, secrets: readonly string[]): string {
  return cleanWith((known) => redactSecrets(known, secrets), text);
}

/** Redact before truncating: a cut in the middle of a secret would keep its beginning. */
export function cleanWith(redact: Redact, text: unknown): string {
  const clean = onOneLine(redact(typeof text === "string" ? text : typeof text));
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}…` : clean;
}
