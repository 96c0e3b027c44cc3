import type { PutResult, ReadyListener } from "@bot-tracker/core";
import { MemoryOutbox } from "@bot-tracker/core";
import type { MovedEntry } from "../../../../packages/redis/src/store/shared-store.ts";
import { nameOfEntry } from "./entries.ts";

interface Arrival {
  moved: MovedEntry;
  atMs: number;
}

/** What all machines share, with the faults of a real server. */
export class FakeRedis {
  readonly #nowMs: () => number;
  #arrivals: Arrival[] = [];
  /** Of what came and was not acknowledged. */
  #known = new Set<string>();
  /** Ids that were acknowledged, and when. */
  #acknowledged: { id: string; atMs: number }[] = [];
  outbox: MemoryOutbox = new MemoryOutbox("redis");
  epoch = "first";
  /** Every id ever acknowledged, in order. */
  readonly told: string[] = [];
  /** What it answers instead, as a full Redis does. */
  refusal: Error | undefined;
  /** Stores that were opened on it hear of what is ready. */
  readonly onReady: ReadyListener[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#listen();
  }

  /** Everything that came, in order. */
  get arrivals(): readonly MovedEntry[] {
    return this.#arrivals.map(({ moved }) => moved);
  }

  get names(): string[] {
    return this.arrivals.map(({ entry }) => nameOfEntry(entry));
  }

  move(moved: MovedEntry): PutResult {
    if (this.#known.has(moved.id)) return { statuses: moved.entry.items.map(() => "stored"), overflowed: [] };
    this.#known.add(moved.id);
    this.#arrivals.push({ moved, atMs: this.#nowMs() });
    return this.outbox.put(moved.entry, moved.recordedAtMs);
  }

  acknowledge(ids: readonly string[]): void {
    this.told.push(...ids);
    for (const id of ids) {
      this.#known.delete(id);
      this.#acknowledged.push({ id, atMs: this.#nowMs() });
    }
  }

  /** Killed: what came within the last second is gone, as if it had never come. */
  loseLastSecond(): void {
    const sinceMs = this.#nowMs() - 1_000;
    this.#arrivals = this.#arrivals.filter(({ atMs }) => atMs < sinceMs);
    this.#acknowledged = this.#acknowledged.filter(({ atMs }) => atMs < sinceMs);
    this.#replay();
  }

  loseEverything(): void {
    this.#arrivals = [];
    this.#acknowledged = [];
    this.epoch = `${this.epoch} again`;
    this.#replay();
  }

  #replay(): void {
    this.outbox = new MemoryOutbox("redis");
    this.#listen();
    this.#known = new Set(this.#arrivals.map(({ moved }) => moved.id));
    for (const { id } of this.#acknowledged) this.#known.delete(id);
    for (const { moved } of this.#arrivals) this.outbox.put(moved.entry, moved.recordedAtMs);
  }

  #listen(): void {
    this.outbox.onReady((...news) => {
      for (const listener of this.onReady) listener(...news);
    });
  }
}
