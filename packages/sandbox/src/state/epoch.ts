/** The time between two resets. Its signal aborts whatever its requests are still waiting for. */
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
