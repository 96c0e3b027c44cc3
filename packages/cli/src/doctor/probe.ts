import type { HttpRequest, HttpResult, HttpTransport } from "@bot-tracker/core";

/** The result of a single request. */
export type ProbeResult =
  | { kind: "answered"; status: number; clockOffsetMs: number | undefined }
  | { kind: "failed"; description: string; neverSent: boolean };

/** Failures with a plain meaning. In none of these cases was the request sent. */
const NEVER_SENT: Readonly<Record<string, string>> = {
  ENOTFOUND: "its host name cannot be found",
  EAI_AGAIN: "its host name cannot be resolved at the moment",
  ECONNREFUSED: "nothing is listening there",
  EHOSTUNREACH: "there is no route to its host",
  ENETUNREACH: "there is no route to its network",
  UND_ERR_CONNECT_TIMEOUT: "no connection could be made in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
};

/** Sends requests for a service's client and keeps the result of the last one. Never reveals the address. */
export class Probe implements HttpTransport {
  readonly #nowMs: () => number;
  #result: ProbeResult | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get result(): ProbeResult | undefined {
    return this.#result;
  }

  async send({ url, headers, body, timeoutMs }: HttpRequest): Promise<HttpResult> {
    const sentMs = this.#nowMs();
    try {
      const response = await fetch(url, {
        method: "POST",
        headers,
        body,
        // An answer from elsewhere would prove nothing about this address.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      const { status } = response;
      const clockOffsetMs = offsetMs(response.headers.get("date"), sentMs, this.#nowMs());
      this.#result = { kind: "answered", status, clockOffsetMs };
      return { kind: "answered", status, text };
    } catch (error) {
      const failed = describeFailure(error, timeoutMs);
      this.#result = { kind: "failed", ...failed };
      return { kind: "failed", answerLost: !failed.neverSent, description: failed.description };
    }
  }

  async close(): Promise<void> {}
}

/**
 * How far this machine's clock is ahead of the one that wrote the header, in milliseconds. The header is truncated to
 * seconds and was written at some point between sending and the answer.
 */
export function offsetMs(date: string | null, sentMs: number, answeredMs: number): number | undefined {
  const serverMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(serverMs)) return undefined;
  return Math.round((sentMs + answeredMs) / 2 - (serverMs + 500));
}

function describeFailure(error: unknown, timeoutMs: number): { description: string; neverSent: boolean } {
  if (error instanceof Error && error.name === "TimeoutError") {
    return { description: `no answer within ${timeoutMs / 1_000} s`, neverSent: false };
  }
  // An error's message may contain the address, and with it the key.
  const code = codeOf(error);
  const known = NEVER_SENT[code];
  return { description: `${known ?? "the connection failed"} (${code})`, neverSent: known !== undefined };
}

function codeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const { code } = (cause ?? error) as { code?: unknown };
  return typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : "unknown error";
}
