import type { Dispatcher } from "undici";
import { isError } from "../../support/is-error.ts";

/** What undici 6 and before call of whoever sends a request; Node 22's own `fetch` is of that age too. */
export interface Undici6Handler {
  onConnect(abort: (reason?: Error) => void): void;
  onHeaders(status: number, headers: readonly Buffer[], resume: () => void): boolean;
  onData(chunk: Buffer): boolean;
  onComplete(trailers: unknown): void;
  onError(error: Error): void;
}

/** Whether a dispatcher refused a handler because it only knows those of undici 6. */
export function isOfUndici6(error: unknown): boolean {
  return (
    isError(error) &&
    Reflect.get(error, "code") === "UND_ERR_INVALID_ARG" &&
    /\bon(?:Connect|Error) method\b/.test(error.message)
  );
}

/** A handler of today's undici as undici 6 wants it, so that a `ProxyAgent` of that version can be given. */
export function toUndici6Handler(handler: Required<Pick<Dispatcher.DispatchHandler, HandlerMethods>>): Undici6Handler {
  let controller: Dispatcher.DispatchController;
  return {
    onConnect(abort) {
      controller = { abort, aborted: false, paused: false, reason: null, pause: () => {}, resume: () => {} };
      handler.onRequestStart(controller, undefined);
    },
    onHeaders(status, headers) {
      handler.onResponseStart(controller, status, toHeaders(headers));
      return true;
    },
    onData(chunk) {
      handler.onResponseData(controller, chunk);
      return true;
    },
    onComplete() {
      handler.onResponseEnd(controller, {});
    },
    onError(error) {
      handler.onResponseError(controller, error);
    },
  };
}

type HandlerMethods = "onRequestStart" | "onResponseStart" | "onResponseData" | "onResponseEnd" | "onResponseError";

/** Names and values take turns. */
function toHeaders(raw: readonly Buffer[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers[String(raw[index]).toLowerCase()] = String(raw[index + 1]);
  }
  return headers;
}
