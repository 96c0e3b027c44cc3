import { Heap } from "../../packages/core/src/outbox/memory/heap.ts";
import type { Ports } from "../../packages/core/src/support/ports.ts";
// A lane loads it when it first sends; what has to be read from the disk then would take a day of virtual time.
import "p-queue";

interface Timer {
  task: () => void;
  atMs: number;
  place: number;
  keepAlive: boolean;
  cancelled: boolean;
}

/** Chance that comes out the same each time: numbers from 0 (included) to 1 (excluded), by mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A world whose time passes only in `advance`, from one timer to the next, so that a day takes a moment and the same
 * seed gives the same day. Between two timers everything that promises can do is done.
 */
export class VirtualTime implements Ports {
  readonly random: () => number;
  readonly #timers = new Heap<Timer>(({ atMs }) => atMs);
  readonly #alive = new Set<Timer>();
  #soon: (() => void)[] = [];
  #nowMs: number;
  #places = 0;
  #putBackMs = 0;

  constructor({ seed = 1, startMs = 1_795_000_000_000 }: { seed?: number; startMs?: number } = {}) {
    this.random = seededRandom(seed);
    this.#nowMs = startMs;
  }

  /** Whole milliseconds, as a program's clock gives them. */
  nowMs = (): number => Math.floor(this.#nowMs) - this.#putBackMs;

  steadyMs = (): number => Math.floor(this.#nowMs);

  /** What a clock with no ticks would show. */
  exactMs = (): number => this.#nowMs;

  setTimer = (task: () => void, delayMs: number, keepAlive = true): (() => void) => {
    const atMs = this.#nowMs + Math.max(0, delayMs);
    const timer: Timer = { task, atMs, place: this.#places++, keepAlive, cancelled: false };
    this.#timers.push(timer);
    this.#alive.add(timer);
    return () => {
      timer.cancelled = true;
      this.#alive.delete(timer);
    };
  };

  soon = (task: () => void): void => void this.#soon.push(task);

  onBeforeExit = (): (() => void) => () => {};

  onExit = (): (() => void) => () => {};

  /** Whether a timer is set that would keep a process from ending. */
  get holdsProcess(): boolean {
    return [...this.#alive].some(({ keepAlive }) => keepAlive);
  }

  /** Puts the clock back, as its keeper might. Timers run on as if nothing had happened. */
  putBack(byMs: number): void {
    this.#putBackMs += byMs;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.setTimer(resolve, delayMs));
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      await this.settle();
      const timer = this.#timers.peek();
      if (timer === undefined || timer.atMs > untilMs) break;
      this.#timers.pop();
      if (timer.cancelled) continue;
      this.#alive.delete(timer);
      this.#nowMs = timer.atMs;
      timer.task();
    }
    this.#nowMs = untilMs;
  }

  /** Advances until `promise` is settled, and gives what it resolves to. */
  async until<T>(promise: Promise<T>, withinMs = 86_400_000): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    const endMs = this.#nowMs + withinMs;
    for (;;) {
      await this.settle();
      const timer = this.#timers.peek();
      if (settled) return promise;
      if (timer === undefined || timer.atMs > endMs) throw new Error("what was waited for can never happen");
      await this.advance(timer.atMs - this.#nowMs);
    }
  }

  /** Lets promises and what was put off with `soon` run, with no time passing. */
  async settle(): Promise<void> {
    do {
      const tasks = this.#soon;
      this.#soon = [];
      for (const task of tasks) task();
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (this.#soon.length > 0);
  }
}
