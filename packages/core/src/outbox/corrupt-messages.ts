import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";

export interface CorruptMessagesParts {
  messages: Pick<Messages, "error" | "forget">;
  ports: Pick<Ports, "setTimer">;
  /** What it means that so many of these destinations could not be read; undefined names none. */
  explain(found: ReadonlyMap<string | undefined, number>): string;
}

/** For what is found together to be said together. */
const GATHER_MS = 2_000;
/** If more is found all the time. */
const EVERY_MS = 60_000;
const TOPIC = "outbox-corrupt";

/** Says how much of what was kept could not be read, and so was counted as `corrupt`. */
export class CorruptMessages {
  readonly #parts: CorruptMessagesParts;
  #found = new Map<string | undefined, number>();
  #cancelTimer: (() => void) | undefined;

  constructor(parts: CorruptMessagesParts) {
    this.#parts = parts;
  }

  add(destination: string | undefined, count: number): void {
    this.#found.set(destination, (this.#found.get(destination) ?? 0) + count);
    if (this.#cancelTimer === undefined) this.#sayIn(GATHER_MS);
  }

  /** There is no later. */
  close(): void {
    this.#cancelTimer?.();
    this.#say();
  }

  #sayIn(delayMs: number): void {
    this.#cancelTimer = this.#parts.ports.setTimer(
      () => {
        this.#cancelTimer = undefined;
        if (this.#found.size === 0) return;
        this.#say();
        this.#sayIn(EVERY_MS);
      },
      delayMs,
      false,
    );
  }

  #say(): void {
    if (this.#found.size === 0) return;
    const { messages, explain } = this.#parts;
    messages.forget(TOPIC);
    messages.error(TOPIC, explain(this.#found));
    this.#found = new Map();
  }
}
