const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** How long to wait after each failure in a row: 1 s, doubling up to 30 s, or to what is given. */
export class Backoff {
  #nextMs = FIRST_MS;

  next(longestMs: number = LONGEST_MS): number {
    const delayMs = Math.min(this.#nextMs, longestMs);
    this.#nextMs = Math.min(delayMs * 2, LONGEST_MS);
    return delayMs;
  }

  reset(): void {
    this.#nextMs = FIRST_MS;
  }
}
