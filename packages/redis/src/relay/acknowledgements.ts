import type { SharedStore } from "../store/shared-store.ts";

/** Beyond that, Redis remembers what it need not. */
const MOST = 100_000;

/** Which moved entries Redis need not remember any more, because nobody else does. Told when it can be. */
export class Acknowledgements {
  #ids: string[] = [];

  add(ids: readonly string[]): void {
    this.#ids.push(...ids.slice(0, MOST - this.#ids.length));
  }

  /** Never rejects: what it could not be told, it is told the next time. */
  async tell(store: Pick<SharedStore, "acknowledge">): Promise<void> {
    const ids = this.#ids;
    if (ids.length === 0) return;
    this.#ids = [];
    try {
      await store.acknowledge(ids);
    } catch {
      this.add(ids);
    }
  }
}
