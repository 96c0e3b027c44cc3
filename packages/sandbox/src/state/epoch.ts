/** The time between two resets. Its signal ends whatever requests of it still wait for. */
export class Epoch {
  #controller = new AbortController();

  signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }
}
