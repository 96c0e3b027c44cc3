import type { OutboxContext } from "@bot-tracker/core";
import { explainCorrupt } from "./explain-store-news.ts";

export interface CorruptMessagesParts {
  messages: Pick<OutboxContext["messages"], "error" | "forget">;
  ports: Pick<OutboxContext["ports"], "setTimer">;
}

/** For what is found together to be said together. */
const GATHER_MS = 2_000;
/** If more is found all the time. */
const EVERY_MS = 60_000;
const TOPIC = "redis-corrupt";

/** Says how much was found in Redis that could not be read. */
export class CorruptMessages {
  readonly #parts: CorruptMessagesParts;
  #found = new Map<string | undefined, number>();
  #isWaiting = false;

  constructor(parts: CorruptMessagesParts) {
    this.#parts = parts;
  }

  add(destination: string | undefined, count: number): void {
    this.#found.set(destination, (this.#found.get(destination) ?? 0) + count);
    if (!this.#isWaiting) this.#sayIn(GATHER_MS);
  }

  #sayIn(delayMs: number): void {
    const { messages, ports } = this.#parts;
    this.#isWaiting = true;
    ports.setTimer(
      () => {
        this.#isWaiting = false;
        if (this.#found.size === 0) return;
        messages.forget(TOPIC);
        messages.error(TOPIC, explainCorrupt(this.#found));
        this.#found = new Map();
        this.#sayIn(EVERY_MS);
      },
      delayMs,
      false,
    );
  }
}
