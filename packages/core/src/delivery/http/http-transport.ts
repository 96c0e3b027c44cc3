/** A POST. The URL may hold a key, so it must appear in no message. */
export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** From the start of the request to the end of the answer's body. */
  timeoutMs: number;
}

/**
 * What became of a request. `failed.answerLost` is true when the request had been handed to a connected socket, so
 * that the server may have acted on it; a failed look-up, a refused connection or a failed TLS handshake is false.
 * `failed.description` holds neither the URL nor anything taken from it.
 */
export type HttpResult =
  | { kind: "answered"; status: number; text: string; retryAfterMs?: number }
  | { kind: "failed"; answerLost: boolean; description: string; cause?: unknown };

/** Sends requests. Never rejects. */
export interface HttpTransport {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResult>;
  /** Ends idle connections. Requests under way are aborted. */
  close(): Promise<void>;
}
