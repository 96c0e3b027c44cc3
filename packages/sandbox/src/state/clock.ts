import { SandboxError } from "../support/sandbox-error.ts";

/** The sandbox's own time: a running source, plus whatever it was advanced by. */
export class Clock {
  readonly #source: () => number;
  readonly #onAdvance: () => void;
  #aheadMs = 0;

  constructor(source: () => number, onAdvance: () => void) {
    this.#source = source;
    this.#onAdvance = onAdvance;
  }

  nowMs(): number {
    return this.#source() + this.#aheadMs;
  }

  /** By how much it was advanced in total. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** @throws {SandboxError} unless it is a non-negative number. */
  advance(byMs: unknown): void {
    if (!(typeof byMs === "number" && byMs >= 0 && byMs < Number.POSITIVE_INFINITY)) {
      throw new SandboxError(`advance takes a non-negative number of milliseconds, not ${String(byMs)}.`);
    }
    this.#aheadMs += byMs;
    this.#onAdvance();
  }
}
