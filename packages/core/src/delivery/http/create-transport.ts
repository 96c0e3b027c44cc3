import type { Dispatcher } from "undici";
import type { HttpTransport } from "./http-transport.ts";
import { createUndiciTransport } from "./undici-transport.ts";

/** An undici dispatcher, such as a `ProxyAgent`. */
export type HttpDispatcher = Dispatcher;

export interface TransportOptions {
  /** Sends the requests; it is not closed with the transport. @default a pool of the transport's own */
  dispatcher?: HttpDispatcher | undefined;
  /** Reads dates in `Retry-After`. @default Date.now */
  nowMs?: () => number;
}

/** The transport of this runtime. It is chosen here and nowhere else. */
export function createTransport({ dispatcher, ...options }: TransportOptions = {}): HttpTransport {
  return createUndiciTransport({ ...options, ...(dispatcher !== undefined && { dispatcher }) });
}
