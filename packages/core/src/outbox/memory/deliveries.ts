import { DELIVERY_CLASSES, type NewDelivery } from "../delivery.ts";
import { isForRelay } from "../rules/awaiting-relay.ts";
import { bytesOf } from "../rules/room.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import type { LedgerCounters } from "./ledger-counters.ts";
import { newWaitingDelivery, type WaitingDelivery } from "./waiting-delivery.ts";

export interface DeliveryBounds {
  maxItems: number;
  maxBytes: number;
}

/**
 * Every destination's queue, the bounds that all of them together have to keep, and the items' names. It keeps the
 * ledger's `pending`.
 */
export class Deliveries {
  readonly #ledger: LedgerCounters;
  #idPrefix: string | (() => string);
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #queues = new Map<string, DeliveryQueue>();
  #items = 0;
  #bytes = 0;
  #lastSeq = 0;

  /** `idPrefix` makes the items' ids unique across restarts; a function is asked for it with the first id. */
  constructor(ledger: LedgerCounters, idPrefix: string | (() => string), { maxItems, maxBytes }: DeliveryBounds) {
    this.#ledger = ledger;
    this.#idPrefix = idPrefix;
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
  }

  queueOf(destination: string): DeliveryQueue {
    let queue = this.#queues.get(destination);
    if (queue === undefined) {
      queue = new DeliveryQueue(!isForRelay(destination));
      this.#queues.set(destination, queue);
    }
    return queue;
  }

  /** Undefined: a delivery that is more than the bounds allow even alone. `id`: one that it had before. */
  add(delivery: NewDelivery, id?: string): WaitingDelivery | undefined {
    const bytes = bytesOf(delivery.body);
    if (bytes > this.#maxBytes) return undefined;
    const item = newWaitingDelivery(++this.#lastSeq, id, delivery, bytes);
    this.#items++;
    this.#bytes += bytes;
    this.#ledger.entryOf(delivery.destination).pending++;
    this.queueOf(delivery.destination).add(item);
    return item;
  }

  remove(item: WaitingDelivery): void {
    const { destination } = item.delivery;
    this.#items--;
    this.#bytes -= item.bytes;
    this.#ledger.entryOf(destination).pending--;
    this.queueOf(destination).remove(item);
  }

  idOf(item: WaitingDelivery): string {
    item.id ??= this.#idFor(item.seq);
    return item.id;
  }

  nextId(): string {
    return this.#idFor(++this.#lastSeq);
  }

  /** What is to leave next, while there is too much: the least valuable, oldest item that is not being sent. */
  excess(): WaitingDelivery | undefined {
    if (this.#items <= this.#maxItems && this.#bytes <= this.#maxBytes) return undefined;
    for (const name of DELIVERY_CLASSES.toReversed()) {
      let oldest: WaitingDelivery | undefined;
      for (const queue of this.#queues.values()) {
        const item = queue.oldestOf(name);
        if (item !== undefined && (oldest === undefined || item.seq < oldest.seq)) oldest = item;
      }
      if (oldest !== undefined) return oldest;
    }
    return undefined;
  }

  /** Whether a start or stop of a user is on any queue. */
  holdsBack(userId: string): boolean {
    for (const queue of this.#queues.values()) if (queue.holdsBack(userId)) return true;
    return false;
  }

  /** Everything that is not gone, in the order it came. */
  inOrder(): WaitingDelivery[] {
    return [...this.#queues.values()].flatMap((queue) => queue.pending()).sort((one, other) => one.seq - other.seq);
  }

  ofUser(userId: string): WaitingDelivery[] {
    return [...this.#queues.values()].flatMap((queue) =>
      queue.pending().filter((item) => item.delivery.userId === userId),
    );
  }

  #idFor(seq: number): string {
    if (typeof this.#idPrefix === "function") this.#idPrefix = this.#idPrefix();
    return `${this.#idPrefix}-${seq.toString(36)}`;
  }
}
