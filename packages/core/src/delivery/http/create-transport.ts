import type { Dispatcher } from "undici";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import { usesEnvProxy } from "./env-proxy.ts";
import { createFetchTransport } from "./fetch-transport.ts";
import { type EngineTransport, type HttpTransport, notSent } from "./http-transport.ts";
import { loadUndici, type Undici } from "./load-undici.ts";
import { createUndiciTransport } from "./undici-transport.ts";

/** An undici dispatcher, such as a `ProxyAgent`, of undici 6 or later. */
export type HttpDispatcher = Dispatcher;

export interface TransportOptions {
  /**
   * Whether a request in flight keeps the process alive. If not, whoever waits for the answer has to, for as long as
   * they want to wait. A `dispatcher`, a proxy and `fetch` decide by themselves.
   *
   * @default true
   */
  keepsAlive?: boolean;
  /** Sends the requests; it is not closed with the transport. @default a pool of the transport's own */
  dispatcher?: HttpDispatcher | undefined;
  /** Reads dates in `Retry-After`. @default Date.now */
  nowMs?: () => number;
}

/** What a runtime has to send with. */
export interface Platform {
  loadUndici(): Undici | undefined;
  hasFetch: boolean;
  envProxy: boolean;
}

/**
 * The transport of this runtime. It is chosen here and nowhere else: undici where it can be loaded, which tells exactly
 * whether a request was written, and the platform's own `fetch` everywhere else.
 *
 * @throws {TrackerConfigError} nothing can send here
 */
export function createTransport(options: TransportOptions = {}, platform: Platform = thisPlatform()): EngineTransport {
  const { dispatcher, ...own } = options;
  if (dispatcher !== undefined) {
    return atFirstRequest(() => createUndiciTransport({ ...own, dispatcher, undici: noUndici }));
  }
  if (!platform.hasFetch && platform.loadUndici() === undefined) {
    throw new TrackerConfigError(
      "This runtime has nothing to send requests with: neither the package undici, which @bot-tracker/core depends on, " +
        "nor a global fetch. Install undici, or run the bot on Node 22.19 or later, Bun or Deno.",
    );
  }
  return atFirstRequest(() => {
    const undici = platform.loadUndici();
    return undici === undefined
      ? createFetchTransport(own)
      : createUndiciTransport({ ...own, undici: () => undici, envProxy: platform.envProxy });
  });
}

function thisPlatform(): Platform {
  const { env, execArgv } = process;
  return { loadUndici, hasFetch: typeof fetch === "function", envProxy: usesEnvProxy({ env, execArgv }) };
}

function noUndici(): never {
  throw new Error("a dispatcher was given");
}

/** Choosing takes as long as loading undici, so that it is left until there is something to send. */
function atFirstRequest(choose: () => HttpTransport): EngineTransport {
  let chosen: HttpTransport | undefined;
  let isClosed = false;
  return {
    async send(request, signal) {
      if (isClosed) return notSent("the HTTP client is closed");
      chosen ??= choose();
      return chosen.send(request, signal);
    },
    async abort() {
      const before = chosen;
      chosen = undefined;
      await before?.close();
    },
    async close() {
      isClosed = true;
      await chosen?.close();
    },
  };
}
