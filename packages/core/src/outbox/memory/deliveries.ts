import { DELIVERY_CLASSES, type NewDelivery } from "../delivery.ts";
import { Shelf } from "./delivery-queue.ts";
import type { LedgerBook } from "./ledger-counters.ts";
import { newShelfItem, type ShelfItem } from "./waiting-delivery.ts";

export interface StockBounds {
  maxItems: number;
  maxBytes: number;
}

const OVERHEAD_BYTES = 200;

/**
 * Every destination's shelf, the bounds that all of them together have to keep, and the items' names. It keeps the
 * ledger's `pending`.
 */
export class Stock {
  readonly #ledger: LedgerBook;
  readonly #idPrefix: string;
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #shelves = new Map<string, Shelf>();
  #items = 0;
  #bytes = 0;
  #lastSeq = 0;

  /** `idPrefix` makes the items' ids unique across restarts. */
  constructor(ledger: LedgerBook, idPrefix: string, { maxItems, maxBytes }: StockBounds) {
    this.#ledger = ledger;
    this.#idPrefix = idPrefix;
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
  }

  shelfOf(destination: string): Shelf {
    let shelf = this.#shelves.get(destination);
    if (shelf === undefined) {
      shelf = new Shelf();
      this.#shelves.set(destination, shelf);
    }
    return shelf;
  }

  /** Undefined: a delivery that is more than the bounds allow even alone. `id`: one that it had before. */
  add(delivery: NewDelivery, id?: string): ShelfItem | undefined {
    const bytes = Buffer.byteLength(delivery.body) + OVERHEAD_BYTES;
    if (bytes > this.#maxBytes) return undefined;
    const item = newShelfItem(++this.#lastSeq, id, delivery, bytes);
    this.#items++;
    this.#bytes += bytes;
    this.#ledger.entryOf(delivery.destination).pending++;
    this.shelfOf(delivery.destination).add(item);
    return item;
  }

  remove(item: ShelfItem): void {
    const { destination } = item.delivery;
    this.#items--;
    this.#bytes -= item.bytes;
    this.#ledger.entryOf(destination).pending--;
    this.shelfOf(destination).remove(item);
  }

  idOf(item: ShelfItem): string {
    item.id ??= this.#idFor(item.seq);
    return item.id;
  }

  nextId(): string {
    return this.#idFor(++this.#lastSeq);
  }

  /** What is to leave next, while there is too much: the least valuable, oldest item that is not being sent. */
  excess(): ShelfItem | undefined {
    if (this.#items <= this.#maxItems && this.#bytes <= this.#maxBytes) return undefined;
    for (const name of DELIVERY_CLASSES.toReversed()) {
      let oldest: ShelfItem | undefined;
      for (const shelf of this.#shelves.values()) {
        const item = shelf.oldestOf(name);
        if (item !== undefined && (oldest === undefined || item.seq < oldest.seq)) oldest = item;
      }
      if (oldest !== undefined) return oldest;
    }
    return undefined;
  }

  /** Whether a start or stop of a user is on any shelf. */
  holdsBack(userId: string): boolean {
    for (const shelf of this.#shelves.values()) if (shelf.holdsBack(userId)) return true;
    return false;
  }

  ofUser(userId: string): ShelfItem[] {
    return [...this.#shelves.values()].flatMap((shelf) =>
      shelf.pending().filter((item) => item.delivery.userId === userId),
    );
  }

  #idFor(seq: number): string {
    return `${this.#idPrefix}-${seq.toString(36)}`;
  }
}
