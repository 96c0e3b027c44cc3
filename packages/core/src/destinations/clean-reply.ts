import { holdsSecret, redactSecrets } from "../support/redact-secrets.ts";
import type { Refused, Unavailable } from "./service-reply.ts";

/** Ten thousand refused items are kept with what was said about them. */
const LONGEST_TEXT = 1_000;

/** A failed reply as it may be kept and shown: without secrets, even if the service repeats them, and bounded. */
export function cleanReply<Reply extends Refused | Unavailable>(reply: Reply, secrets: readonly string[]): Reply {
  const clean = { ...reply, description: cleanText(reply.description, secrets) };
  if (clean.kind === "refused") {
    if (clean.details !== undefined) clean.details = cleanText(clean.details, secrets);
  } else if (clean.cause !== undefined && holdsSecret(clean.cause, secrets)) {
    clean.cause = undefined;
  }
  return clean;
}

/** Redact before truncating: a cut in the middle of a secret would keep its beginning. */
function cleanText(text: string, secrets: readonly string[]): string {
  const clean = redactSecrets(text, secrets);
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}…` : clean;
}
