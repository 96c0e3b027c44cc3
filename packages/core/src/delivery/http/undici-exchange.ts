import type { Dispatcher } from "undici";
import { errorName, textProperty } from "../../support/error-name.ts";
import { isError } from "../../support/is-error.ts";
import { swallowRejection } from "../../support/swallow-rejection.ts";
import { retryAfterMs } from "../retry-after.ts";
import { type HttpRequest, type HttpResult, LONGEST_ANSWER_BYTES } from "./http-transport.ts";
import { isOfUndici6, toUndici6Handler } from "./undici-6-handler.ts";

/** A request's target, in undici's form. */
export interface ExchangeTarget {
  origin: string;
  path: string;
}

const BYTE_ORDER_MARK = 0xfeff;

/**
 * One request and its pending answer. undici calls `onRequestStart` when it writes the request to a fully established
 * connection, and not before. From then on the server may act on the request, so a failure means a lost answer.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Never rejects. */
  readonly result: Promise<HttpResult>;
  readonly #request: HttpRequest;
  readonly #nowMs: () => number;
  readonly #resolve: (result: HttpResult) => void;
  readonly #onEnd: (exchange: Exchange) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #isSettled = false;
  #bytes = 0;
  #status = 0;
  #retryAfterMs: number | undefined;

  /** `onEnd` is called once, when the result is known. Only with `keepsAlive` does its timer keep the process alive. */
  constructor(
    request: HttpRequest,
    { nowMs, keepsAlive, onEnd }: { nowMs: () => number; keepsAlive: boolean; onEnd: (exchange: Exchange) => void },
  ) {
    const { promise, resolve } = Promise.withResolvers<HttpResult>();
    this.result = promise;
    this.#request = request;
    this.#nowMs = nowMs;
    this.#resolve = resolve;
    this.#onEnd = onEnd;
    this.#timer = setTimeout(() => this.#giveUp(), request.timeoutMs);
    if (!keepsAlive) this.#timer.unref();
  }

  begin(dispatcher: Dispatcher, { origin, path }: ExchangeTarget): void {
    const { headers, body } = this.#request;
    // The timer bounds the whole exchange; undici's own limits bound its parts.
    const options = { origin, path, method: "POST", headers, body, headersTimeout: 0, bodyTimeout: 0 } as const;
    const refused = (error: unknown): void => this.#fail(`the HTTP client refused the request (${errorCode(error)})`);
    try {
      swallowRejection(dispatch(dispatcher, options, this), refused);
    } catch (error) {
      refused(error);
    }
  }

  abort(description: string): void {
    this.#fail(description);
    this.#controller?.abort(new Error(description));
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    this.#guard(() => {
      // Abandoned while waiting for a connection: stop undici before it writes anything.
      if (this.#isSettled) started.abort(new Error("aborted before it was sent"));
      else this.#controller = started;
    });
  }

  onResponseStart(
    _started: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#guard(() => {
      // A status below 200 is informational; the real answer follows.
      if (status < 200) return;
      this.#status = status;
      this.#retryAfterMs = retryAfterMs(headers["retry-after"], this.#nowMs());
    });
  }

  onResponseData(_started: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#guard(() => {
      this.#bytes += chunk.length;
      if (this.#bytes > LONGEST_ANSWER_BYTES) this.abort(`the answer is longer than ${LONGEST_ANSWER_BYTES} bytes`);
      else this.#chunks.push(chunk);
    });
  }

  onResponseEnd(): void {
    this.#guard(() => {
      const result: HttpResult = { kind: "answered", status: this.#status, text: textOf(this.#chunks) };
      if (this.#retryAfterMs !== undefined) result.retryAfterMs = this.#retryAfterMs;
      this.#settle(result);
    });
  }

  onResponseError(_started: Dispatcher.DispatchController, error: Error): void {
    const what =
      this.#controller === undefined
        ? "no connection could be made"
        : "the connection broke before the answer was complete";
    this.#fail(`${what} (${errorCode(error)})`, causeToKeep(error));
  }

  /** What a dispatcher off the contract gives must not throw into its own callbacks: that would end the process. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#fail(`the HTTP client gave an answer that cannot be read (${errorCode(error)})`);
    }
  }

  #giveUp(): void {
    const { timeoutMs } = this.#request;
    this.abort(
      this.#controller === undefined
        ? `no connection could be made within ${timeoutMs} ms`
        : `no complete answer came within ${timeoutMs} ms`,
    );
  }

  #fail(description: string, cause?: unknown): void {
    const answerLost = this.#controller !== undefined;
    this.#settle({ kind: "failed", answerLost, description, ...(cause === undefined ? undefined : { cause }) });
  }

  #settle(result: HttpResult): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#resolve(result);
    this.#onEnd(this);
  }
}

function dispatch(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, exchange: Exchange): unknown {
  try {
    return dispatcher.dispatch(options, exchange);
  } catch (error) {
    if (!isOfUndici6(error)) throw error;
    return dispatcher.dispatch(options, toUndici6Handler(exchange) as Dispatcher.DispatchHandler);
  }
}

/** Strips the byte order mark, which JSON.parse rejects. */
function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  const whole = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
  const text = whole.toString();
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** Only a code such as ECONNREFUSED: an error's message may contain the address, and with it the key. */
function errorCode(error: unknown): string {
  const code = textProperty(error, "code");
  return code !== undefined && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : errorName(error);
}

/** Node's system call errors name at most host and port; any other error may contain the path with the key. */
function causeToKeep(error: unknown): Error | undefined {
  return isError(error) && "syscall" in error ? error : undefined;
}
