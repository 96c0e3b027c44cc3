/** A POST. The URL may contain a key, so no message may show it. */
export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** From the start of the request to the end of the answer's body. */
  timeoutMs: number;
}

/**
 * The result of a request. `failed.answerLost` is true if the request was handed to a connected socket, so the server
 * may have acted on it. It is false after a failed DNS lookup, a refused connection or a failed TLS handshake.
 * `failed.description` contains neither the URL nor any part of it.
 */
export type HttpResult =
  | { kind: "answered"; status: number; text: string; retryAfterMs?: number }
  | { kind: "failed"; answerLost: boolean; description: string; cause?: unknown };

/** Sends requests. Never rejects. */
export interface HttpTransport {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResult>;
  /** Closes idle connections and aborts requests in flight. */
  close(): Promise<void>;
}

/** A transport that goes on after an end that was none. */
export interface EngineTransport extends HttpTransport {
  /** Ends all connections, those being made included, and with them requests in flight. Later requests make new ones. */
  abort(): Promise<void>;
}

/** The services answer with a few hundred bytes; this only bounds memory. */
export const LONGEST_ANSWER_BYTES = 1_048_576;

/** A request that surely never left. */
export function notSent(description: string): HttpResult {
  return { kind: "failed", answerLost: false, description };
}
