import type { SharedStore } from "../store/shared-store.ts";

/** Beyond that many, Redis keeps ids that nobody needs any more. */
const MOST = 100_000;

/** Which moved entries Redis may forget, because the local outbox has forgotten them. Reported once Redis is there. */
export class Acknowledgements {
  #ids: string[] = [];

  add(ids: readonly string[]): void {
    this.#ids.push(...ids.slice(0, MOST - this.#ids.length));
  }

  /** Never rejects: what could not be reported is reported next time. */
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
