import type { Ledger, ReadyListener } from "@bot-tracker/core";
import type { StoreReply } from "./store-reply.ts";

/** What a process knows of the shared outbox from the scripts that it has run, and whom it tells. */
export class StoreView {
  readonly #listeners: ReadyListener[] = [];
  readonly #tellEpoch: (epoch: string) => void;
  readonly #oldestAtMs = new Map<string, number>();
  #ledger: Ledger = {};
  #epoch: string | undefined;

  constructor(tellEpoch: (epoch: string) => void) {
    this.#tellEpoch = tellEpoch;
  }

  ledger(): Ledger {
    return structuredClone(this.#ledger);
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#oldestAtMs.get(destination);
  }

  onReady(listener: ReadyListener): void {
    this.#listeners.push(listener);
  }

  learn({ epoch, snapshots, wakes }: StoreReply): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#ledger = {};
      this.#oldestAtMs.clear();
      this.#tellEpoch(epoch);
    }
    for (const { destination, entry, oldestPendingAtMs } of snapshots) {
      this.#ledger[destination] = entry;
      if (oldestPendingAtMs === undefined) this.#oldestAtMs.delete(destination);
      else this.#oldestAtMs.set(destination, oldestPendingAtMs);
    }
    for (const wake of wakes) this.wake(wake);
  }

  wake({ destination, mostValuable }: StoreReply["wakes"][number]): void {
    for (const listener of this.#listeners) listener(destination, mostValuable);
  }
}
