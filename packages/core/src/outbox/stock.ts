import { DELIVERY_CLASSES } from "./delivery.ts";
import { Shelf } from "./shelf.ts";
import type { ShelfItem } from "./shelf-item.ts";

/** Every destination's shelf, and the bounds that all of them together have to keep. */
export class Stock {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #shelves = new Map<string, Shelf>();
  #items = 0;
  #bytes = 0;

  constructor(maxItems: number, maxBytes: number) {
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

  /** False for what is more than the bounds allow even alone. */
  couldHold(item: ShelfItem): boolean {
    return item.bytes <= this.#maxBytes;
  }

  add(item: ShelfItem): void {
    this.#items++;
    this.#bytes += item.bytes;
    this.shelfOf(item.delivery.destination).add(item);
  }

  remove(item: ShelfItem): void {
    this.#items--;
    this.#bytes -= item.bytes;
    this.shelfOf(item.delivery.destination).remove(item);
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
}
