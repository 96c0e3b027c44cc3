import { Heap } from "./heap.ts";

const SLACK_ITEMS = 64;

/**
 * A heap whose items may cease to belong to it wherever they stand. They are not searched for: they are passed over at
 * the top, and swept out when a quarter of the heap is of that kind. Without the sweep a heap that nobody takes from
 * (the service is down) would hold everything that was thrown out of a full outbox.
 */
export class LiveHeap<T> {
  readonly #heap: Heap<T>;
  readonly #isLive: (item: T) => boolean;
  #live = 0;

  constructor(rank: (item: T) => number, isLive: (item: T) => boolean) {
    this.#heap = new Heap(rank);
    this.#isLive = isLive;
  }

  push(item: T): void {
    this.#heap.push(item);
    this.#live++;
  }

  peek(): T | undefined {
    for (;;) {
      const top = this.#heap.peek();
      if (top === undefined || this.#isLive(top)) return top;
      this.#heap.pop();
    }
  }

  /** To be called once for each item that has ceased to be live. */
  release(): void {
    this.#live--;
    this.peek();
    const stale = this.#heap.size - this.#live;
    if (stale > SLACK_ITEMS + this.#live / 4) this.#heap.keep(this.#isLive);
  }
}
