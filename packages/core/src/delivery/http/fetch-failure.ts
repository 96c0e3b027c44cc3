import { errorName, propertyOf, textProperty } from "../../support/error-name.ts";
import { isError } from "../../support/is-error.ts";
import type { HttpResult } from "./http-transport.ts";

/** What Node's, Bun's and Workers' errors have for a code when no connection came about. */
const NEVER_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|DNSResolutionFailed|ERR_(?:SSL|TLS)_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;
/** Deno has no codes, and says it in the message, which holds the address too. So does Bun of a handshake. */
const SAID_NEVER_CONNECTED = /client error \(Connect\)|The TLS handshake failed/;
const LONGEST_CHAIN = 5;

/**
 * What a `fetch` that failed says: whether the request may have reached the server. Only where no connection came about
 * it surely has not; whatever else happened, it may have been counted.
 */
export function fetchFailureOf(error: unknown): HttpResult {
  const chain = chainOf(error);
  const codes = chain.map(codeOf).filter((code) => code !== undefined);
  const refused = codes.find((code) => NEVER_CONNECTED.test(code));
  if (refused !== undefined) return failed(false, `no connection could be made (${refused})`);
  if (chain.some((part) => isError(part) && SAID_NEVER_CONNECTED.test(part.message))) {
    return failed(false, "no connection could be made");
  }
  const [code = errorName(error)] = codes;
  return failed(true, `the connection broke before the answer was complete (${code})`);
}

function failed(answerLost: boolean, description: string): HttpResult {
  return { kind: "failed", answerLost, description };
}

/** Node's `fetch` hides the reason in `cause`. */
function chainOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let part = error; part !== undefined && chain.length < LONGEST_CHAIN; ) {
    chain.push(part);
    part = propertyOf(part, "cause");
  }
  return chain;
}

/** Only what looks like a code: anything longer may hold the address, and with it the key. */
function codeOf(error: unknown): string | undefined {
  const code = textProperty(error, "code");
  return code !== undefined && /^[A-Za-z][A-Za-z0-9_]{1,40}$/.test(code) ? code : undefined;
}
