/** What is kept beside a body, about. */
export const OVERHEAD_BYTES = 200;

/** How much room a delivery takes of an outbox's bound on bytes. */
export function bytesOf(body: string): number {
  // Runs for every delivery, and Buffer, which only Workers lack, counts without making the bytes.
  const bytes = typeof Buffer === "undefined" ? new TextEncoder().encode(body).length : Buffer.byteLength(body);
  return bytes + OVERHEAD_BYTES;
}

/** How much an outbox holds at most. */
export interface OutboxBounds {
  maxItems: number;
  maxBytes: number;
  maxDeadLetters: number;
}

/** How much a file or a Redis takes, where a bot gives no bounds. */
export const DEFAULT_BOUNDS: OutboxBounds = {
  maxItems: 1_000_000,
  maxBytes: 1024 * 1024 * 1024,
  maxDeadLetters: 10_000,
};

/** Dead letters in one list, where nobody says how many. */
export const DEFAULT_LIST_LIMIT = 100;
