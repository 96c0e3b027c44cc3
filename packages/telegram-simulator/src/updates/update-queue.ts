import type { QueuedUpdate } from "./queued-update.ts";

interface Waiting {
  readonly update: QueuedUpdate;
  /** Its id lies below an offset confirmed earlier: it may only be confirmed after it was handed out again. */
  readonly isLate: boolean;
  wasHandedOut: boolean;
}

export interface QueueEvents {
  /** Something was added, or left. */
  changed(): void;
  handedOut?(updateId: number): void;
  confirmed?(updateId: number): void;
  dropped?(updateId: number): void;
}

/** The updates Telegram keeps for one bot until the bot confirms them, in the order of their ids. */
export class UpdateQueue {
  #waiting: Waiting[] = [];
  readonly #ids = new Set<number>();
  #confirmedBelow = 0;
  readonly #events: QueueEvents;

  constructor(events: QueueEvents) {
    this.#events = events;
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
    if (this.#ids.has(update.updateId)) return;
    this.#ids.add(update.updateId);
    const isInOrder = update.updateId > (this.#waiting.at(-1)?.update.updateId ?? Number.NEGATIVE_INFINITY);
    this.#waiting.push({ update, isLate: update.updateId < this.#confirmedBelow, wasHandedOut: false });
    if (!isInOrder) this.#waiting.sort((a, b) => a.update.updateId - b.update.updateId);
    this.#events.changed();
  }

  /** The next updates for getUpdates; they stay until an offset confirms them. */
  handOut(limit: number): QueuedUpdate[] {
    const batch = this.#waiting.slice(0, limit);
    for (const entry of batch) entry.wasHandedOut = true;
    for (const { update } of batch) this.#events.handedOut?.(update.updateId);
    return batch.map(({ update }) => update);
  }

  /** A positive `offset` of getUpdates: forgets every update with a smaller id. */
  confirmBelow(offset: number): void {
    this.#confirmedBelow = Math.max(this.#confirmedBelow, offset);
    this.#keep(
      (entry) => entry.update.updateId >= offset || (entry.isLate && !entry.wasHandedOut),
      this.#events.confirmed,
    );
  }

  /** A negative `offset` of getUpdates: forgets all but the last `count` updates. */
  keepLast(count: number): void {
    const kept = new Set(this.#waiting.slice(-count));
    this.#keep((entry) => kept.has(entry), this.#events.dropped);
  }

  /** A webhook answered 2xx. */
  confirm(update: QueuedUpdate): void {
    this.#keep((entry) => entry.update !== update, this.#events.confirmed);
  }

  drop(update: QueuedUpdate): void {
    this.#keep((entry) => entry.update !== update, this.#events.dropped);
  }

  clear(): void {
    this.#keep(() => false, this.#events.dropped);
  }

  #keep(stays: (entry: Waiting) => boolean, tell: ((updateId: number) => void) | undefined): void {
    const before = this.#waiting;
    this.#waiting = before.filter(stays);
    if (this.#waiting.length === before.length) return;
    const staying = new Set(this.#waiting);
    const gone = before.filter((entry) => !staying.has(entry));
    for (const { update } of gone) this.#ids.delete(update.updateId);
    for (const { update } of gone) tell?.(update.updateId);
    this.#events.changed();
  }
}
