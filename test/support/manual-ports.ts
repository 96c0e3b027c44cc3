import type { Ports } from "@bot-tracker/core";
import { DATE } from "./updates.ts";

interface Timer {
  task: () => void;
  atMs: number;
  keepAlive: boolean;
}

/** A clock that stands still until it is moved. HTTP and `soon` stay real. */
export class ManualPorts implements Ports {
  readonly #timers = new Set<Timer>();
  readonly #beforeExit = new Set<() => void>();
  #nowMs: number;

  constructor(nowMs: number = DATE * 1000) {
    this.#nowMs = nowMs;
  }

  nowMs = (): number => this.#nowMs;

  steadyMs = (): number => this.#nowMs;

  /** What `random` gives; one half unless a test says otherwise. */
  chance: () => number = () => 0.5;

  random = (): number => this.chance();

  setTimer = (task: () => void, delayMs: number, keepAlive = true): (() => void) => {
    const timer = { task, atMs: this.#nowMs + Math.max(0, delayMs), keepAlive };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  soon = (task: () => void): void => void setImmediate(task);

  onBeforeExit = (task: () => void): (() => void) => {
    this.#beforeExit.add(task);
    return () => this.#beforeExit.delete(task);
  };

  onExit = (): (() => void) => () => {};

  /** Whether a timer keeps the process alive. */
  get keepsAlive(): boolean {
    return [...this.#timers].some(({ keepAlive }) => keepAlive);
  }

  /** Moves the clock on and runs what is due, in order, each at its own time. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      await turn();
      const due = [...this.#timers].filter(({ atMs }) => atMs <= untilMs).sort((one, two) => one.atMs - two.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.task();
    }
    this.#nowMs = untilMs;
    await turn();
  }

  /** The process has nothing left to do. */
  exitComes(): void {
    for (const task of this.#beforeExit) task();
  }
}

/** Lets everything that is ready run: pending promises, and what was put off with `setImmediate`. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}
