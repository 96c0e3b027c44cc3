import type { Delivery } from "@bot-tracker/core";
import { isBarrier } from "@bot-tracker/core/outbox-kit";
import type { SharedStore } from "../store/shared-store.ts";
import type { AwaitingPersist } from "./awaiting-persist.ts";
import { leaseBatch, leaseIn, lookFor } from "./lease-batch.ts";
import { OnTheWay } from "./on-the-way.ts";
import { isFresh, RelayBatch, type RelayBatchResult } from "./relay-batch.ts";
import { RelayLock } from "./relay-lock.ts";
import type { RelayPace } from "./relay-pace.ts";
import type { RelayParts } from "./relay-parts.ts";

/** Where batches go at present. */
export interface BatchTarget {
  store: SharedStore;
  /** Whether the connection is lost, as far as anybody knows. */
  isAway(): boolean;
  /** Whether Redis may lose again what it accepts from now on, or nobody is left who would settle it. */
  isDoubtful(): boolean;
}

export interface BatchMoverParts extends RelayParts {
  destinations: ReadonlySet<string>;
  awaitingPersist: AwaitingPersist;
  pace: RelayPace;
  /** Undefined: nothing may be moved at present. */
  target(): BatchTarget | undefined;
  wakeIn(delayMs: number): void;
}

const LOOK_AGAIN_MS = 1_000;

/** Hands batches of the local outbox to Redis, one after the other: while Redis works on one, the next is got ready. */
export class BatchMover {
  readonly #parts: BatchMoverParts;
  readonly #lock: RelayLock;
  readonly #onTheWay = new OnTheWay();
  /** While something is on the way. */
  #releaseLock: (() => Promise<void>) | undefined;

  constructor(parts: BatchMoverParts) {
    this.#parts = parts;
    this.#lock = new RelayLock(parts);
  }

  /** One step. Gives whether the next may follow at once. @throws what the local outbox throws */
  async step(): Promise<boolean> {
    const { local, ports, pace, destinations, target: targetNow } = this.#parts;
    const target = targetNow();
    if (target === undefined) return false;
    if (!this.#onTheWay.hasRoom) return this.#awaitArrival();
    const leasedAtMs = ports.nowMs();
    const maxItems = pace.batchSize;
    const begun = this.#onTheWay.isEmpty ? this.#beginInOneStep({ maxItems, nowMs: leasedAtMs }) : undefined;
    if (begun === undefined && this.#onTheWay.isEmpty && !(await this.#begin())) return false;
    const leased = begun ?? (await leaseBatch(local, destinations, { maxItems, nowMs: leasedAtMs }));
    if (leased.length > 0) {
      // What is no full batch is followed by what comes while Redis answers.
      const mayBeFollowed = leased.length >= maxItems && leased.every(lets);
      await this.#handOver(new RelayBatch({ ...this.#parts, ...target, leasedAtMs }), leased, mayBeFollowed);
      return true;
    }
    if (!this.#onTheWay.isEmpty) return this.#awaitArrival();
    await this.#end();
    // Another process was faster, or what was ready has expired.
    this.#parts.wakeIn(LOOK_AGAIN_MS);
    return false;
  }

  /** Resolves when nothing is on the way any more. @throws what the local outbox throws; then it is to be called again */
  async rest(): Promise<void> {
    while (!this.#onTheWay.isEmpty) await this.#awaitArrival();
    await this.#end();
  }

  /** Whether there is something to move, and nobody else moves. */
  async #begin(): Promise<boolean> {
    const { local, ports, destinations, wakeIn } = this.#parts;
    const { ready, againAtMs } = await lookFor(local, destinations, ports.nowMs());
    if (ready.length === 0) {
      if (Number.isFinite(againAtMs)) wakeIn(againAtMs - ports.nowMs());
      return false;
    }
    const lock = await this.#lock.take(ready.reduce((sum, { count }) => sum + count, 0));
    if (lock.kind === "wait") {
      wakeIn(lock.forMs);
      return false;
    }
    this.#releaseLock = lock.release;
    return true;
  }

  /** What mostly is to be done: what was just recorded is stored, and leased to be moved, in one write to the file. */
  #beginInOneStep(request: { maxItems: number; nowMs: number }): readonly Delivery[] | undefined {
    const { local, destinations } = this.#parts;
    return local.inOneStep?.((step) =>
      leaseIn(step, destinations, request, () => {
        const lock = this.#lock.takeIn(step);
        this.#releaseLock = lock?.release;
        return lock !== undefined;
      }),
    );
  }

  async #end(): Promise<void> {
    const release = this.#releaseLock;
    this.#releaseLock = undefined;
    await release?.();
  }

  async #handOver(batch: RelayBatch, leased: readonly Delivery[], mayBeFollowed: boolean): Promise<void> {
    const settled = this.#onTheWay.add(batch.send(leased), mayBeFollowed);
    await Promise.race([batch.handedOver, settled]);
  }

  /** What became of the oldest on the way. Gives whether the next step may follow. */
  async #awaitArrival(): Promise<boolean> {
    let result: RelayBatchResult | undefined;
    try {
      result = await this.#onTheWay.next();
    } finally {
      if (this.#onTheWay.isEmpty) await this.#end();
    }
    return result !== undefined && this.#judge(result);
  }

  #judge(result: RelayBatchResult): boolean {
    const { pace, target, wakeIn } = this.#parts;
    switch (result.kind) {
      case "relayed":
        // Of two on the way, the first may have been refused.
        if (result.count > 0 && !pace.isPaused) {
          pace.recovered();
          pace.grow();
        }
        return true;
      case "interrupted":
        // Redis may only have been slow.
        if (target() !== undefined) wakeIn(LOOK_AGAIN_MS);
        return false;
      case "refused":
        if (!pace.isPaused) pace.pause(result.error, result.count);
        return false;
    }
  }
}

/**
 * Whether the next batch may be handed over before this is answered. A person's order is kept here until Redis has the
 * start or stop, and what failed before goes alone.
 */
function lets(delivery: Delivery): boolean {
  return !isBarrier(delivery.class) && isFresh(delivery);
}
