import { shown } from "../support/check-number.ts";
import { SandboxError } from "../support/sandbox-error.ts";

/** In the year 2200: with ten years more, every date still has four digits. */
const LATEST_MS = Date.UTC(2200, 0);
/** Ten years. */
const MAX_AHEAD_MS = 3_650 * 86_400_000;

/** @throws {SandboxError} unless it is a moment in milliseconds since the epoch. */
export function checkMoment(name: string, atMs: unknown): void {
  if (typeof atMs === "number" && atMs >= 0 && atMs <= LATEST_MS) return;
  throw new SandboxError(`${name} must be milliseconds since the epoch, from 0 to ${LATEST_MS}, not ${shown(atMs)}.`);
}

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

  /** @throws {SandboxError} unless it is a non-negative number, and no more than ten years together. */
  advance(byMs: unknown): void {
    if (!(typeof byMs === "number" && byMs >= 0 && this.#aheadMs + byMs <= MAX_AHEAD_MS)) {
      throw new SandboxError(
        `advance takes a non-negative number of milliseconds, at most ${MAX_AHEAD_MS} altogether, not ${shown(byMs)}.`,
      );
    }
    this.#aheadMs += byMs;
    this.#onAdvance();
  }
}
