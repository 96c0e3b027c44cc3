import { Backoff } from "./backoff.ts";
import type { RelayParts } from "./relay-parts.ts";

/** Twice as many would hardly be faster, and would block the bot for twice as long. */
const LARGEST_BATCH = 200;

export interface RelayPaceParts extends Pick<RelayParts, "messages"> {
  ports: Pick<RelayParts["ports"], "setTimer">;
  /** Time to look for more. */
  wake(): void;
}

/** How many deliveries are relayed together, and when the relay looks again. */
export class RelayPace {
  readonly #parts: RelayPaceParts;
  readonly #backoff = new Backoff();
  #batchSize = LARGEST_BATCH;
  #isPaused = false;
  #cancelTimer = (): void => {};

  constructor(parts: RelayPaceParts) {
    this.#parts = parts;
  }

  get batchSize(): number {
    return this.#batchSize;
  }

  /** After a failure, until it is time to try again. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Redis can be used, or was just seen to work. */
  recovered(): void {
    this.#isPaused = false;
    this.#backoff.reset();
    this.#parts.messages.forget("redis-move");
  }

  grow(): void {
    this.#batchSize = Math.min(this.#batchSize * 2, LARGEST_BATCH);
  }

  /** `count` deliveries were refused together: fewer are tried after a while. */
  pause(error: unknown, count: number): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#parts.messages.error(
      "redis-move",
      `What was recorded could not be moved to Redis (${why}). It is kept here, is not sent in the meantime, and the ` +
        "move is retried.",
    );
    this.#batchSize = Math.max(1, Math.floor(count / 2));
    this.#isPaused = true;
    this.#schedule(() => {
      this.#isPaused = false;
      this.#parts.wake();
    }, this.#backoff.next());
  }

  /** Somebody waits for it: tries again at once. */
  hurry(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#cancelTimer();
  }

  wakeIn(delayMs: number): void {
    this.#schedule(() => this.#parts.wake(), delayMs);
  }

  cancel(): void {
    this.#cancelTimer();
  }

  #schedule(task: () => void, delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.ports.setTimer(task, delayMs, false);
  }
}
