import type { Redis } from "ioredis";
import type { Connection } from "../../../../packages/redis/src/connection/connection.ts";

/** A connection that comes and goes as a test wants. */
export class FakeConnection implements Connection {
  readonly name = "Redis";
  readonly #client = {} as Redis;
  readonly #up: ((client: Redis) => void)[] = [];
  readonly #down: (() => void)[] = [];
  readonly listeners = new Map<string, (message: string) => void>();
  #count = 0;
  /** Which one it is at present. */
  current: number | undefined;
  isClosed = false;

  get client(): Redis | undefined {
    return this.current === undefined ? undefined : this.#client;
  }

  up(): void {
    if (this.current !== undefined) return;
    this.current = ++this.#count;
    for (const listener of this.#up) listener(this.#client);
  }

  down(): void {
    if (this.current === undefined) return;
    this.current = undefined;
    for (const listener of this.#down) listener();
  }

  onUp(listener: (client: Redis) => void): void {
    this.#up.push(listener);
  }

  onDown(listener: () => void): void {
    this.#down.push(listener);
  }

  listen(channel: string, listener: (message: string) => void): void {
    this.listeners.set(channel, listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.current = undefined;
  }
}
