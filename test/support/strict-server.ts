import type { QuotaWindow } from "../../packages/core/src/outbox/rules/quota.ts";

/**
 * Counts requests as the strictest service would: in fixed windows that begin wherever its clock has them begin, and
 * in sliding ones. What is over the limit of any is refused.
 */
export class StrictServer {
  readonly #windows: readonly QuotaWindow[];
  readonly #phaseMs: number;
  /** When each request was taken. */
  readonly takenAtMs: number[] = [];
  refused = 0;

  constructor(windows: readonly QuotaWindow[], phaseMs = 0) {
    this.#windows = windows;
    this.#phaseMs = phaseMs;
  }

  /** False is a 429. Moments must not go backwards. */
  take(atMs: number): boolean {
    const isFull = this.#windows.some(({ limit, perMs }) => {
      const oldest = this.takenAtMs.at(-limit);
      if (this.takenAtMs.length < limit || oldest === undefined) return false;
      return atMs - oldest < perMs || this.#windowOf(oldest, perMs) === this.#windowOf(atMs, perMs);
    });
    if (isFull) {
      this.refused++;
      return false;
    }
    this.takenAtMs.push(atMs);
    return true;
  }

  #windowOf(atMs: number, perMs: number): number {
    return Math.floor((atMs + this.#phaseMs) / perMs);
  }
}
