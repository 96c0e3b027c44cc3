/** The sandbox's own time: a source that goes on by itself, and whatever it was advanced by. */
export class Clock {
  readonly #source: () => number;
  #aheadMs = 0;

  constructor(source: () => number) {
    this.#source = source;
  }

  nowMs(): number {
    return this.#source() + this.#aheadMs;
  }

  advance(byMs: number): void {
    this.#aheadMs += byMs;
  }
}
