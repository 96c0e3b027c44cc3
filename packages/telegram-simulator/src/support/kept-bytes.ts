interface Entry {
  readonly bytes: number;
  /** Undefined once it has left: what it would forget may be large, and is not to be held by it. */
  forget: (() => void) | undefined;
}

/** Bounds in bytes what several collections keep together: beyond it the oldest is forgotten, wherever it is. */
export class KeptBytes {
  readonly #maxBytes: number;
  // A ring would have to know how many there will be. The front is cut off when it has grown.
  #entries: (Entry | undefined)[] = [];
  #oldest = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param forget takes it out of its collection, to make room
   * @returns a function that says it has left its collection by itself
   */
  add(bytes: number, forget: () => void): () => void {
    const entry: Entry = { bytes, forget };
    this.#entries.push(entry);
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes && this.#oldest < this.#entries.length - 1) this.#forgetOldest();
    return () => this.#release(entry);
  }

  #forgetOldest(): void {
    const entry = this.#entries[this.#oldest];
    this.#entries[this.#oldest] = undefined;
    this.#oldest += 1;
    if (this.#oldest > 1_000 && this.#oldest > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#oldest);
      this.#oldest = 0;
    }
    const forget = entry?.forget;
    if (entry === undefined || forget === undefined) return;
    this.#release(entry);
    forget();
  }

  #release(entry: Entry): void {
    if (entry.forget === undefined) return;
    entry.forget = undefined;
    this.#bytes -= entry.bytes;
  }
}
