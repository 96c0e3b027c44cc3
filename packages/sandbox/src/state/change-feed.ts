/**
 * `request`: one arrived. `revision`: faults, settings, links or keys were changed, or everything was reset. `chat`:
 * something happened in the chat.
 */
export type Change =
  | { kind: "request"; id: number }
  | { kind: "revision"; revision: number }
  | { kind: "chat"; revision: number };

/** Notifies the page that there is something new to show. */
export class ChangeFeed {
  readonly #listeners = new Set<(change: Change) => void>();
  #revision = 0;
  #chatRevision = 0;

  /** Counts up at each `revision`. */
  get revision(): number {
    return this.#revision;
  }

  /** Counts up at each `chat`. */
  get chatRevision(): number {
    return this.#chatRevision;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  requestArrived(id: number): void {
    this.#tell({ kind: "request", id });
  }

  revised(): void {
    this.#tell({ kind: "revision", revision: ++this.#revision });
  }

  /** Apart from the others: a busy chat would otherwise have every view ask for its figures again. */
  chatChanged(): void {
    this.#tell({ kind: "chat", revision: ++this.#chatRevision });
  }

  /** Calls back at each change until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
