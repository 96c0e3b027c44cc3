import type { DeliveryClass, Ledger, ReadyListener } from "@bot-tracker/core";
import type { StoreNews } from "./shared-store.ts";
import type { StoreReply } from "./store-reply.ts";

/** What a process knows of the shared outbox from the scripts that it has run, and whom it tells. */
export class StoreView {
  readonly #listeners: ReadyListener[] = [];
  readonly #news: Pick<StoreNews, "epoch" | "corrupt">;
  readonly #oldestAtMs = new Map<string, number>();
  #ledger: Ledger = {};
  #epoch: string | undefined;

  /** Whether every destination of this epoch was seen: what is counted of another one is new. */
  #isWhole = false;

  constructor(news: Pick<StoreNews, "epoch" | "corrupt">) {
    this.#news = news;
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

  /** `isWhole`: the answer tells of every destination. */
  learn({ epoch, snapshots, wakes, strangers }: StoreReply, isWhole: boolean): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#ledger = {};
      this.#oldestAtMs.clear();
      this.#isWhole = false;
      this.#news.epoch(epoch);
    }
    if (strangers > 0) this.#news.corrupt(undefined, strangers);
    for (const { destination, entry, oldestPendingAtMs } of snapshots) {
      const { corrupt } = entry.dropped;
      const before = this.#ledger[destination]?.dropped.corrupt ?? (this.#isWhole ? 0 : corrupt);
      if (corrupt > before) this.#news.corrupt(destination, corrupt - before);
      this.#ledger[destination] = entry;
      if (oldestPendingAtMs === undefined) this.#oldestAtMs.delete(destination);
      else this.#oldestAtMs.set(destination, oldestPendingAtMs);
    }
    this.#isWhole ||= isWhole;
    for (const wake of wakes) this.wake(wake);
  }

  wake({ destination, mostValuable }: StoreReply["wakes"][number]): void {
    for (const listener of this.#listeners) listener(destination, mostValuable);
  }

  /** Something is about to be put for a destination, and goes together with what is asked for at once. */
  announce(destination: string, mostValuable: DeliveryClass): void {
    for (const listener of this.#listeners) listener(destination, mostValuable, true);
  }
}
