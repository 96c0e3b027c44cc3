import type { Dispatcher } from "undici";
import { type HttpRequest, type HttpResult, type HttpTransport, notSent } from "./http-transport.ts";
import type { Undici } from "./load-undici.ts";
import { looseConnector } from "./loose-connector.ts";
import { Exchange, type ExchangeTarget } from "./undici-exchange.ts";

export interface UndiciTransportOptions {
  /** Makes the transport's own agent with the first request. */
  undici(): Undici;
  /** Sends the requests instead of the transport's own agent (a proxy, for example). Its owner closes it. */
  dispatcher?: Dispatcher | undefined;
  /** Goes through the proxies that the environment names. Has no effect on a `dispatcher`. @default false */
  envProxy?: boolean;
  /** Maximum connections per address. Has no effect on a `dispatcher`. @default 8 */
  connections?: number;
  /** Whether a request in flight keeps the process alive. Has no effect on a `dispatcher` and on proxies. @default true */
  keepsAlive?: boolean;
  /** The wall clock, for `Retry-After` dates. @default Date.now */
  nowMs?: () => number;
}

const IDLE_CONNECTION_MS = 4_000;
/** Not longer, because a connection that is being made keeps the process alive in any case. */
const CONNECT_TIMEOUT_MS = 5_000;
const MOST_TARGETS = 100;

/**
 * Sends requests through undici. An idle connection does not keep the process alive. Redirects count as answers and are not followed.
 */
export function createUndiciTransport(options: UndiciTransportOptions): HttpTransport {
  const { nowMs = Date.now, keepsAlive = true } = options;
  const open = new Map<Exchange, AbortSignal | undefined>();
  const listenedTo = new WeakSet<AbortSignal>();
  const targetOf = makeTargets();
  const closing = new AbortController();
  let dispatcher = options.dispatcher;
  let agent: Dispatcher | undefined;

  const makeAgent = (): Dispatcher => {
    agent = createAgent(options, closing.signal);
    return agent;
  };

  const ended = (exchange: Exchange): void => void open.delete(exchange);

  /** One listener per signal, shared by its requests: adding and removing one costs as much as a small answer. */
  const listenTo = (signal: AbortSignal): void => {
    if (listenedTo.has(signal)) return;
    listenedTo.add(signal);
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
    if (signal !== undefined) listenTo(signal);
    const exchange = new Exchange(request, { nowMs, keepsAlive, onEnd: ended });
    open.set(exchange, signal);
    exchange.begin(dispatcher, target);
    return exchange.result;
  };

  return {
    async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResult> {
      try {
        dispatcher ??= makeAgent();
        return await begin(dispatcher, request, signal);
      } catch {
        // The error is omitted: one about a malformed URL contains the URL.
        return notSent("the HTTP client could not start the request");
      }
    },

    async close(): Promise<void> {
      if (closing.signal.aborted) return;
      closing.abort();
      for (const exchange of open.keys()) exchange.abort("the HTTP client was closed");
      await agent?.destroy();
    },
  };
}

/** Parses each URL once: a service has only a few. */
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

function createAgent(
  { undici, envProxy = false, connections = 8, keepsAlive = true }: UndiciTransportOptions,
  closing: AbortSignal,
): Dispatcher {
  const { Agent, EnvHttpProxyAgent, buildConnector } = undici();
  // Destroying an agent leaves sockets that are still connecting, and they would keep the process alive.
  const connect = { timeout: CONNECT_TIMEOUT_MS, signal: closing };
  return new (envProxy ? EnvHttpProxyAgent : Agent)({
    connections,
    // One request at a time per connection: over HTTP/1.1 undici never sends a POST twice, and a request handed to a
    // connection can be told apart from one that is still waiting for a connection.
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    // Without it, a server's keep-alive hint could keep an idle connection open for ten minutes.
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    connect: keepsAlive ? connect : looseConnector(buildConnector({ ...connect, allowH2: false })),
  });
}
