import type { QueuedUpdate } from "./queued-update.ts";

interface Waiting {
  readonly update: QueuedUpdate;
  /** Its id lies below an offset confirmed earlier: it may only be confirmed after it was handed out again. */
  readonly isLate: boolean;
  wasHandedOut: boolean;
}

/** The updates Telegram keeps for one bot until the bot confirms them, in the order of their ids. */
export class UpdateQueue {
  #waiting: Waiting[] = [];
  #confirmedBelow = 0;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Everything that waits, in the order of delivery. */
  pending(): QueuedUpdate[] {
    return this.#waiting.map(({ update }) => update);
  }

  /** Adds an update; one whose id waits already is not added twice. */
  push(update: QueuedUpdate): void {
    if (this.#waiting.some((entry) => entry.update.updateId === update.updateId)) return;
    this.#waiting.push({ update, isLate: update.updateId < this.#confirmedBelow, wasHandedOut: false });
    this.#waiting.sort((a, b) => a.update.updateId - b.update.updateId);
    this.#onChange();
  }

  /** The next updates for getUpdates; they stay until an offset confirms them. */
  handOut(limit: number): QueuedUpdate[] {
    const batch = this.#waiting.slice(0, limit);
    for (const entry of batch) entry.wasHandedOut = true;
    return batch.map(({ update }) => update);
  }

  /** A positive `offset` of getUpdates: forgets every update with a smaller id. */
  confirmBelow(offset: number): void {
    this.#confirmedBelow = Math.max(this.#confirmedBelow, offset);
    this.#keep((entry) => entry.update.updateId >= offset || (entry.isLate && !entry.wasHandedOut));
  }

  /** A negative `offset` of getUpdates: forgets all but the last `count` updates. */
  keepLast(count: number): void {
    const kept = new Set(this.#waiting.slice(-count));
    this.#keep((entry) => kept.has(entry));
  }

  remove(update: QueuedUpdate): void {
    this.#keep((entry) => entry.update !== update);
  }

  clear(): void {
    this.#keep(() => false);
  }

  #keep(stays: (entry: Waiting) => boolean): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(stays);
    if (this.#waiting.length !== before) this.#onChange();
  }
}
