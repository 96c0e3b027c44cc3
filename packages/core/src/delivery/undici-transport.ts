import type { Dispatcher } from "undici";
import type { HttpRequest, HttpResult, HttpTransport } from "./http-transport.ts";
import { type OpenExchange, openExchange } from "./undici-exchange.ts";

export interface UndiciTransportOptions {
  /** Sends the requests instead of an own agent (a proxy, say). It is its owner's to close. */
  dispatcher?: Dispatcher;
  /** Connections to one address at most. Default 8. No effect on a `dispatcher`. */
  connections?: number;
  /** The wall clock, against which a `Retry-After` date is read. Default `Date.now`. */
  nowMs?: () => number;
}

const IDLE_CONNECTION_MS = 4_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Sends requests through undici, which is loaded at the first of them, so that a bot does not start more slowly. A
 * request under way keeps the process alive, an idle connection does not. Redirects are answers and are not followed.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): HttpTransport {
  const nowMs = options.nowMs ?? Date.now;
  const open = new Set<OpenExchange>();
  const closing = new AbortController();
  let agent: Promise<Dispatcher> | undefined;

  const dispatcher = async (): Promise<Dispatcher> => {
    if (options.dispatcher !== undefined) return options.dispatcher;
    agent ??= createAgent(options.connections ?? 8, closing.signal);
    try {
      return await agent;
    } catch (error) {
      agent = undefined;
      throw error;
    }
  };

  return {
    async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResult> {
      try {
        const through = await dispatcher();
        if (closing.signal.aborted) return notSent("the HTTP client is closed");
        if (signal?.aborted === true) return notSent("the request was aborted before it was sent");
        const exchange = openExchange(through, request, nowMs);
        const abort = (): void => exchange.abort("the request was aborted");
        signal?.addEventListener("abort", abort, { once: true });
        open.add(exchange);
        const result = await exchange.result;
        open.delete(exchange);
        signal?.removeEventListener("abort", abort);
        return result;
      } catch {
        // The error is left out: one about a malformed URL holds the URL.
        return notSent("the HTTP client could not start the request");
      }
    },

    async close(): Promise<void> {
      if (closing.signal.aborted) return;
      const started = agent;
      closing.abort();
      for (const exchange of open) exchange.abort("the HTTP client was closed");
      const own = await started?.catch(() => undefined);
      await own?.destroy();
    },
  };
}

async function createAgent(connections: number, closing: AbortSignal): Promise<Dispatcher> {
  const { Agent } = await import("undici");
  return new Agent({
    connections,
    // One request at a time on a connection: over HTTP/1.1 undici never sends a POST twice, and a request handed to
    // a connection can be told from one that still waits for it.
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    // Without it a server's own hint could keep an idle connection for ten minutes.
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    // Destroying an agent leaves sockets that are still connecting, and they would hold the process open.
    connect: { timeout: CONNECT_TIMEOUT_MS, signal: closing },
  });
}

function notSent(description: string): HttpResult {
  return { kind: "failed", answerLost: false, description };
}
