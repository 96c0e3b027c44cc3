import { retryAfterMs } from "../retry-after.ts";
import { fetchFailureOf } from "./fetch-failure.ts";
import {
  type HttpRequest,
  type HttpResult,
  type HttpTransport,
  LONGEST_ANSWER_BYTES,
  notSent,
} from "./http-transport.ts";

export interface FetchTransportOptions {
  /** The wall clock, for `Retry-After` dates. @default Date.now */
  nowMs?: () => number;
  /** @default the platform's own, as it is at each request */
  fetch?: typeof fetch;
}

/** A request under way, and why it was broken off. */
class Attempt {
  readonly #controller = new AbortController();
  brokenOff: string | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  breakOff(why: string): void {
    this.brokenOff ??= why;
    this.#controller.abort();
  }
}

/**
 * Sends requests by the platform's own `fetch`, where undici cannot be loaded. Redirects count as answers and are not
 * followed. `fetch` does not tell when a request is written: one that was broken off may always have been counted.
 */
export function createFetchTransport(options: FetchTransportOptions = {}): HttpTransport {
  const { nowMs = Date.now } = options;
  const open = new Set<Attempt>();
  let isClosed = false;

  const exchange = async (request: Request, attempt: Attempt): Promise<HttpResult> => {
    try {
      const response = await (options.fetch ?? fetch)(request);
      const text = await readText(response, attempt);
      const waitMs = retryAfterMs(response.headers.get("retry-after") ?? undefined, nowMs());
      return { kind: "answered", status: response.status, text, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
    } catch (error) {
      const { brokenOff } = attempt;
      return brokenOff === undefined
        ? fetchFailureOf(error)
        : { kind: "failed", answerLost: true, description: brokenOff };
    }
  };

  return {
    async send(given: HttpRequest, signal?: AbortSignal): Promise<HttpResult> {
      if (isClosed) return notSent("the HTTP client is closed");
      if (signal?.aborted === true) return notSent("the request was aborted before it was sent");
      const attempt = new Attempt();
      const request = toRequest(given, attempt.signal);
      if (request === undefined) return notSent("the HTTP client could not start the request");
      const abort = (): void => attempt.breakOff("the request was aborted");
      const timer = setTimeout(
        () => attempt.breakOff(`no complete answer came within ${given.timeoutMs} ms`),
        given.timeoutMs,
      );
      signal?.addEventListener("abort", abort, { once: true });
      open.add(attempt);
      try {
        return await exchange(request, attempt);
      } finally {
        open.delete(attempt);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      }
    },

    async close(): Promise<void> {
      isClosed = true;
      for (const attempt of open) attempt.breakOff("the HTTP client was closed");
    },
  };
}

/** Undefined for an address or a header that is none. */
function toRequest({ url, headers, body }: HttpRequest, signal: AbortSignal): Request | undefined {
  try {
    return new Request(url, { method: "POST", headers, body, signal, redirect: "manual" });
  } catch {
    // The error is omitted: one about a malformed URL contains the URL.
    return undefined;
  }
}

async function readText(response: Response, attempt: Attempt): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  // Strips the byte order mark, which JSON.parse rejects.
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > LONGEST_ANSWER_BYTES) {
      attempt.breakOff(`the answer is longer than ${LONGEST_ANSWER_BYTES} bytes`);
      throw new Error("too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}
