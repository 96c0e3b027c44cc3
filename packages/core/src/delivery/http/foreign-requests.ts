import { onceInProcess } from "../../support/process-registry.ts";
import { isOwnRequest, OWN_AGENT } from "./own-requests.ts";

/** A request that this process makes, and that is none of the tracker's own. */
export interface ForeignRequest {
  /** Such as `https://example.com:8443`. */
  origin: string;
  /** With its query. It may hold a key. */
  path: string;
}

export interface RequestWatcher {
  /** Others are not looked at. */
  readonly origins: ReadonlySet<string>;
  /** Must not throw: Node ends the process for it. Tells whether this one is the first of its kind in the process. */
  saw(request: ForeignRequest, isFirst: (kind: string) => boolean): void;
}

interface Registry {
  watchers: Set<RequestWatcher>;
  /** The kinds that were told of. */
  told: Set<string>;
  stop: (() => void) | undefined;
}

/**
 * Tells of every request to these origins that the process makes by `fetch`, undici or `node:http`, but for the
 * tracker's own, by the channels on which Node publishes them. (On Bun and Deno only `node:http` does.) The process
 * listens once, whatever the number of watchers and of copies of this package. Returns what ends it.
 */
export function watchForeignRequests(watcher: RequestWatcher): () => void {
  const registry = onceInProcess("foreign requests@1", (): Registry => {
    return { watchers: new Set(), told: new Set(), stop: undefined };
  });
  registry.watchers.add(watcher);
  registry.stop ??= listen(registry);
  return () => {
    registry.watchers.delete(watcher);
    if (registry.watchers.size > 0) return;
    registry.stop?.();
    registry.stop = undefined;
    registry.told.clear();
  };
}

/** Runs for every request of the process, so that it reads no more than it has to. */
function listen({ watchers, told }: Registry): () => void {
  const isFirst = (kind: string): boolean => !told.has(kind) && told.add(kind) !== undefined;
  const listener =
    (read: (request: never) => ForeignRequest | undefined) =>
    (message: unknown): void => {
      try {
        const request = read((message as { request: never }).request);
        if (request === undefined) return;
        for (const watcher of watchers) {
          if (watcher.origins.has(request.origin) && !isOwnRequest()) watcher.saw(request, isFirst);
        }
      } catch {}
    };
  const listeners = [
    ["undici:request:create", listener(readUndiciRequest)],
    ["http.client.request.start", listener(readHttpRequest)],
  ] as const;
  const { subscribe, unsubscribe } = process.getBuiltinModule("node:diagnostics_channel");
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };
}

/** The parts of undici's request that are needed. Its headers are a flat list of names and values. */
interface UndiciRequest {
  method?: unknown;
  origin?: string | URL;
  path?: string;
  headers?: unknown;
}

function readUndiciRequest({ method, origin, path, headers }: UndiciRequest): ForeignRequest | undefined {
  // To a proxy, for a request that is published by itself.
  if (method === "CONNECT" || origin === undefined) return undefined;
  // One that has waited for a free connection is made in the context of the request before it.
  if (Array.isArray(headers) && headers.includes(OWN_AGENT)) return undefined;
  return { origin: typeof origin === "string" ? origin : origin.origin, path: path ?? "" };
}

/** The parts of Node's `ClientRequest` that are needed. */
interface HttpClientRequest {
  method?: unknown;
  protocol?: string;
  path?: string;
  getHeader(name: string): unknown;
}

function readHttpRequest(request: HttpClientRequest): ForeignRequest | undefined {
  if (request.method === "CONNECT" || request.getHeader("user-agent") === OWN_AGENT) return undefined;
  return { origin: `${request.protocol}//${String(request.getHeader("host"))}`, path: request.path ?? "" };
}
