/** Deletes rows older than a time, at most `max`; returns how many. */
export type Sweep = (beforeMs: number, max: number) => number;

const EVERY_MS = 60_000;
const ROWS_AT_ONCE = 500;

/**
 * Deletes what is too old. It works along with the writes, a few rows of one table each time, so that no request
 * pays for all; once everything old is gone it pauses for a minute.
 */
export class Sweeper {
  readonly #maxAgeMs: number;
  readonly #sweeps: readonly Sweep[];
  /** The tables that may still hold something old. */
  #left: readonly Sweep[] = [];
  #lastBeganAtMs = Number.NEGATIVE_INFINITY;

  constructor(maxAgeMs: number, sweeps: readonly Sweep[]) {
    this.#maxAgeMs = maxAgeMs;
    this.#sweeps = sweeps;
  }

  step(nowMs: number): void {
    if (this.#left.length === 0) {
      // A clock that went back must not end the sweeping until it has caught up.
      if (nowMs >= this.#lastBeganAtMs && nowMs - this.#lastBeganAtMs < EVERY_MS) return;
      this.#lastBeganAtMs = nowMs;
      this.#left = this.#sweeps;
    }
    const [sweep, ...others] = this.#left;
    if (sweep !== undefined && sweep(nowMs - this.#maxAgeMs, ROWS_AT_ONCE) < ROWS_AT_ONCE) this.#left = others;
  }
}
