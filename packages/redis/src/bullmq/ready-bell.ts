import type { Redis } from "ioredis";
import type { RedisStore } from "../store/redis-store.ts";

export interface ReadyBellParts {
  client: Redis;
  store: RedisStore;
  destination: string;
}

/** Wakes a worker when something may have become ready for its destination, here or in another process. */
export class ReadyBell {
  readonly #subscriber: Redis;
  #hasRung = false;
  #wake: (() => void) | undefined;

  constructor({ client, store, destination }: ReadyBellParts) {
    store.onReady((name) => {
      if (name === destination) this.ring();
    });
    // A connection that listens can do nothing else.
    this.#subscriber = client.duplicate({
      lazyConnect: false,
      maxRetriesPerRequest: null,
      // It is done without catching its errors, which would end the process.
      autoResubscribe: false,
    });
    this.#subscriber.on("error", () => {}); // it comes back by itself, and until then the worker asks
    this.#subscriber.on("message", (_channel, message: string) => store.hear(message));
    this.#subscriber.on("ready", () => {
      // Something may have become ready while nobody listened. If it may not listen, the worker asks.
      const ring = (): void => this.ring();
      this.#subscriber.subscribe(store.channel).then(ring, ring);
    });
  }

  /** From now on only what becomes ready counts. */
  forget(): void {
    this.#hasRung = false;
  }

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  /** Resolves when it rings, or has rung since `forget`, and at the latest after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#hasRung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  close(): void {
    this.#subscriber.disconnect();
    this.ring();
  }
}
