import { Backoff } from "./backoff.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { isRefusedToAll } from "./is-refused-to-all.ts";
import type { RelayParts } from "./relay-parts.ts";

/** One that accepts nothing at present is asked this often at least, so that all goes on soon after it is mended. */
const LONGEST_REFUSAL_MS = 2_000;
/** A Redis that was full and accepts a little is full again in a moment: that is said once. */
const WELL_AFTER_MS = 60_000;
const TOPIC = "redis-move";

/** Two of them are on their way at a time. Larger ones would hardly be faster, and would block the bot for longer. */
const LARGEST_BATCH = 100;

export interface RelayPaceParts extends Pick<RelayParts, "messages"> {
  ports: Pick<RelayParts["ports"], "setTimer" | "steadyMs">;
  /** Time to look for more. */
  wake(): void;
}

/** How many deliveries are relayed together, and when the relay looks again. */
export class RelayPace {
  readonly #parts: RelayPaceParts;
  readonly #backoff = new Backoff();
  #batchSize = LARGEST_BATCH;
  #isPaused = false;
  #refusedAtMs = Number.NEGATIVE_INFINITY;
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
    const { messages, ports } = this.#parts;
    this.#isPaused = false;
    this.#backoff.reset();
    if (ports.steadyMs() - this.#refusedAtMs >= WELL_AFTER_MS) messages.forget(TOPIC);
  }

  grow(): void {
    this.#batchSize = Math.min(this.#batchSize * 2, LARGEST_BATCH);
  }

  /** `count` deliveries were refused together: fewer are tried after a while. */
  pause(error: unknown, count: number): void {
    const { messages, ports } = this.#parts;
    this.#refusedAtMs = ports.steadyMs();
    messages.error(TOPIC, explainRefusal(error));
    this.#batchSize = Math.max(1, Math.floor(count / 2));
    this.#isPaused = true;
    this.#schedule(
      () => {
        this.#isPaused = false;
        this.#parts.wake();
      },
      this.#backoff.next(isRefusedToAll(error) ? LONGEST_REFUSAL_MS : undefined),
    );
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
