import type { Dispatcher } from "undici";
import type { HttpRequest, HttpResult } from "./http-transport.ts";
import { retryAfterMs } from "./retry-after.ts";

/** One request under way and its answer to come. */
export interface OpenExchange {
  /** Never rejects. */
  readonly result: Promise<HttpResult>;
  abort(description: string): void;
}

/** The services answer with a few hundred bytes; this is only to bound memory. */
const LONGEST_ANSWER_BYTES = 1_048_576;

/**
 * Sends one request. undici calls `onRequestStart` at the moment it writes the request to a connection whose
 * handshakes are done, and not before: from then on the server may act on it, and a failure means a lost answer.
 */
export function openExchange(dispatcher: Dispatcher, request: HttpRequest, nowMs: () => number): OpenExchange {
  const url = new URL(request.url);
  const { promise, resolve } = Promise.withResolvers<HttpResult>();
  const chunks: Buffer[] = [];
  let controller: Dispatcher.DispatchController | undefined;
  let settled = false;
  let bytes = 0;
  let status = 0;
  let retryAfter: number | undefined;

  const settle = (result: HttpResult): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    resolve(result);
  };
  const fail = (description: string, cause?: unknown): void =>
    settle({
      kind: "failed",
      answerLost: controller !== undefined,
      description,
      ...(cause === undefined ? undefined : { cause }),
    });
  const abort = (description: string): void => {
    fail(description);
    controller?.abort(new Error(description));
  };
  const timer = setTimeout(() => {
    abort(
      controller === undefined
        ? `no connection could be made within ${request.timeoutMs} ms`
        : `no complete answer came within ${request.timeoutMs} ms`,
    );
  }, request.timeoutMs);

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      // Given up while it waited for a connection: stop undici before it writes anything.
      if (settled) started.abort(new Error("given up before it was sent"));
      else controller = started;
    },
    onResponseStart(_started, statusCode, headers) {
      // Below 200 are hints; the answer is still to come.
      if (statusCode < 200) return;
      status = statusCode;
      retryAfter = retryAfterMs(headers["retry-after"], nowMs());
    },
    onResponseData(_started, chunk) {
      bytes += chunk.length;
      if (bytes > LONGEST_ANSWER_BYTES) abort(`the answer is longer than ${LONGEST_ANSWER_BYTES} bytes`);
      else chunks.push(chunk);
    },
    onResponseEnd() {
      // A TextDecoder drops a byte order mark, on which JSON.parse would stumble.
      const text = new TextDecoder().decode(Buffer.concat(chunks));
      settle({
        kind: "answered",
        status,
        text,
        ...(retryAfter === undefined ? undefined : { retryAfterMs: retryAfter }),
      });
    },
    onResponseError(_started, error) {
      const what =
        controller === undefined
          ? "no connection could be made"
          : "the connection broke before the answer was complete";
      fail(`${what} (${errorCode(error)})`, causeToKeep(error));
    },
  };

  try {
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: "POST",
        headers: request.headers,
        body: request.body,
        // The timer above bounds the whole exchange; undici's own limits bound its parts.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    );
  } catch (error) {
    fail(`the HTTP client refused the request (${errorCode(error)})`);
  }
  return { result: promise, abort };
}

/** Only a word such as ECONNREFUSED: an error's message may repeat the address, and with it the key. */
function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code)) return code;
  return error instanceof Error && /^[A-Za-z]+$/.test(error.name) ? error.name : "unknown error";
}

/** Node's errors of a failed system call name at most host and port; any other may repeat the path with the key. */
function causeToKeep(error: Error): Error | undefined {
  return "syscall" in error ? error : undefined;
}
