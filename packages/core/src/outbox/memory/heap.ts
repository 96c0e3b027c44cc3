/**
 * A binary heap: `pop` gives the smallest first. Deliveries come almost in order, which makes `push` one comparison.
 */
export class Heap<T> {
  #items: T[] = [];
  readonly #rank: (item: T) => number;

  constructor(rank: (item: T) => number) {
    this.#rank = rank;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    const rank = this.#rank(item);
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as T;
      if (this.#rank(above) <= rank) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last, 0);
    return top;
  }

  /** Throws out every item that `isKept` is false for. */
  keep(isKept: (item: T) => boolean): void {
    this.#items = this.#items.filter(isKept);
    for (let at = (this.#items.length >> 1) - 1; at >= 0; at--) this.#sink(this.#items[at] as T, at);
  }

  /** Puts an item where `at` is free, or below, where it belongs. */
  #sink(item: T, from: number): void {
    const items = this.#items;
    const rank = this.#rank(item);
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#rank(items[child + 1] as T) < this.#rank(items[child] as T)) child++;
      const below = items[child] as T;
      if (this.#rank(below) >= rank) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
