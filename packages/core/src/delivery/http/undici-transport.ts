import type { Dispatcher } from "undici";
import type { HttpRequest, HttpResult, HttpTransport } from "./http-transport.ts";
import { Exchange, type ExchangeTarget } from "./undici-exchange.ts";

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
const MOST_TARGETS = 100;

/**
 * Sends requests through undici, which is loaded at the first of them, so that a bot does not start more slowly. A
 * request under way keeps the process alive, an idle connection does not. Redirects are answers and are not followed.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): HttpTransport {
  const nowMs = options.nowMs ?? Date.now;
  const open = new Map<Exchange, AbortSignal | undefined>();
  const heard = new WeakSet<AbortSignal>();
  const targetOf = makeTargets();
  const closing = new AbortController();
  let through = options.dispatcher;
  let agent: Promise<Dispatcher> | undefined;

  const loadAgent = async (): Promise<Dispatcher> => {
    agent ??= createAgent(options.connections ?? 8, closing.signal);
    try {
      return await agent;
    } catch (error) {
      agent = undefined;
      throw error;
    }
  };

  const ended = (exchange: Exchange): void => void open.delete(exchange);

  /** One listener for all requests that go by a signal: adding and removing one costs as much as a small answer. */
  const hear = (signal: AbortSignal): void => {
    if (heard.has(signal)) return;
    heard.add(signal);
    const abort = (): void => {
      for (const [exchange, its] of open) if (its === signal) exchange.abort("the request was aborted");
    };
    signal.addEventListener("abort", abort, { once: true });
  };

  const begin = (
    dispatcher: Dispatcher,
    request: HttpRequest,
    signal: AbortSignal | undefined,
  ): Promise<HttpResult> => {
    if (closing.signal.aborted) return Promise.resolve(notSent("the HTTP client is closed"));
    if (signal?.aborted === true) return Promise.resolve(notSent("the request was aborted before it was sent"));
    const target = targetOf(request.url);
    if (signal !== undefined) hear(signal);
    const exchange = new Exchange(request, nowMs, ended);
    open.set(exchange, signal);
    exchange.begin(dispatcher, target);
    return exchange.result;
  };

  return {
    async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResult> {
      try {
        through ??= await loadAgent();
        return await begin(through, request, signal);
      } catch {
        // The error is left out: one about a malformed URL holds the URL.
        return notSent("the HTTP client could not start the request");
      }
    },

    async close(): Promise<void> {
      if (closing.signal.aborted) return;
      const started = agent;
      closing.abort();
      for (const exchange of open.keys()) exchange.abort("the HTTP client was closed");
      const own = await started?.catch(() => undefined);
      await own?.destroy();
    },
  };
}

/** A service has few addresses, and each is worth reading only once. */
function makeTargets(): (url: string) => ExchangeTarget {
  const known = new Map<string, ExchangeTarget>();
  return (url) => {
    let target = known.get(url);
    if (target === undefined) {
      const { origin, pathname, search } = new URL(url);
      target = { origin, path: pathname + search };
      if (known.size >= MOST_TARGETS) known.clear();
      known.set(url, target);
    }
    return target;
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
