/** Remembers the last keys it was given: at least `count` of them, at most twice as many. */
export class RecentKeys {
  readonly #count: number;
  #current = new Set<number | string>();
  #previous: ReadonlySet<number | string> = new Set();

  constructor(count: number) {
    this.#count = count;
  }

  /** False if it remembers the key already. */
  add(key: number | string): boolean {
    // Two generations rather than an order of age: adding one costs no look at the others.
    if (this.#current.size >= this.#count) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    if (this.#previous.has(key)) return false;
    const { size } = this.#current;
    return this.#current.add(key).size > size;
  }
}
