import { cleanText } from "../delivery/clean-outcome.ts";
import { holdsSecret } from "../support/secrets/redact-secrets.ts";
import type { Refused, Unavailable } from "./service-reply.ts";

/** A failed reply as it may be kept and shown: on one line without secrets, even if the service repeats them, and bounded. */
export function cleanReply<Reply extends Refused | Unavailable>(reply: Reply, secrets: readonly string[]): Reply {
  const clean = { ...reply, description: cleanText(reply.description, secrets) };
  if (clean.kind === "refused") {
    if (clean.details !== undefined) clean.details = cleanText(clean.details, secrets);
  } else if (clean.cause !== undefined && holdsSecret(clean.cause, secrets)) {
    clean.cause = undefined;
  }
  return clean;
}
