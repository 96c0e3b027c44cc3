import { SandboxError } from "../support/sandbox-error.ts";

/** The sandbox's own time: a source that goes on by itself, and whatever it was advanced by. */
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

  /** What it was advanced by altogether. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** @throws {SandboxError} when it is no number of 0 or more. */
  advance(byMs: unknown): void {
    if (!(typeof byMs === "number" && byMs >= 0 && byMs < Number.POSITIVE_INFINITY)) {
      throw new SandboxError(`advance takes milliseconds of 0 or more, not ${String(byMs)}.`);
    }
    this.#aheadMs += byMs;
    this.#onAdvance();
  }
}
