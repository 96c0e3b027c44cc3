import type { HttpResult } from "../../delivery/http/http-transport.ts";
import type { Outcome } from "../../delivery/outcome.ts";
import { onOneLine } from "../../support/printable.ts";
import { redactSecrets } from "../../support/secrets/redact-secrets.ts";

const LONGEST_DETAILS = 300;

/**
 * What a receiver's answer means. The body plays no part: a receiver may answer 204 with nothing.
 * - 2xx: it has the batch;
 * - 401, 403: it does not believe the signature or the headers, which is nobody's fault in the batch;
 * - 429: too many requests;
 * - 408, 425 and from 500 on: it failed, later it may not;
 * - 3xx: the address is another one, which only a person can mend, so that everything is kept until then;
 * - any other 4xx: something in the batch is wrong.
 */
export function webhookOutcome(result: HttpResult, secrets: readonly string[]): Outcome {
  if (result.kind === "failed") {
    const request = result.answerLost ? "lost" : "never-sent";
    return { kind: "unavailable", description: oneLine(redactSecrets(result.description, secrets)), request };
  }
  const { status, text } = result;
  const wait = result.retryAfterMs === undefined ? undefined : { retryAfterMs: result.retryAfterMs };
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 429) return { kind: "rate-limited", ...wait };
  if (status >= 300 && status < 400) {
    const description = `it answered ${status}, and redirects are not followed: give webhook() the final address`;
    return { kind: "unavailable", description, request: "answered", ...wait };
  }
  if (status < 400 || status >= 500 || status === 408 || status === 425) {
    return { kind: "unavailable", description: `it answered ${status}`, request: "answered", ...wait };
  }
  const details = oneLine(redactSecrets(text, secrets));
  const told = details === "" ? undefined : { details };
  if (status === 401 || status === 403) {
    const description = "the receiver does not accept the signature or the headers";
    return { kind: "key-refused", reason: { code: status, description, ...told } };
  }
  return { kind: "rejected", reason: { code: status, description: "the receiver refused it", ...told } };
}

function oneLine(text: string): string {
  const line = onOneLine(text).replace(/\s+/g, " ").trim();
  return line.length > LONGEST_DETAILS ? `${line.slice(0, LONGEST_DETAILS)}…` : line;
}
