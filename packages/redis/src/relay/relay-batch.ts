import type { Delivery, Outbox, OutboxContext, PutResult, Settlement } from "@bot-tracker/core";
import { errorMessage, isBarrier } from "@bot-tracker/core/outbox-kit";
import { isTimeout } from "../connection/is-timeout.ts";
import type { MovedEntry, SharedStore } from "../store/shared-store.ts";
import type { AwaitingPersist } from "./awaiting-persist.ts";
import { isRefusedToAll } from "./is-refused-to-all.ts";
import { unwrapEntry } from "./wrapped-entry.ts";

export interface RelayBatchParts {
  local: Outbox;
  ports: Pick<OutboxContext["ports"], "nowMs" | "soon">;
  messages: Pick<OutboxContext["messages"], "error">;
  /** Is given what Redis has accepted. */
  awaitingPersist: Pick<AwaitingPersist, "has" | "add" | "wasAccepted">;
  store: Pick<SharedStore, "move">;
  leasedAtMs: number;
  /** Whether the connection is lost, as far as anybody knows. */
  isAway(): boolean;
  /** Whether Redis may lose again what it accepts, or nobody is left who would settle it. */
  isDoubtful(): boolean;
}

/**
 * `relayed`: Redis has `count` of them, and the rest are taken care of. `interrupted`: what Redis may not have was
 * returned to the local outbox. `refused`: likewise, and Redis would not accept `count` of them together.
 */
export type RelayBatchResult =
  | { kind: "relayed"; count: number }
  | { kind: "interrupted" }
  | { kind: "refused"; error: unknown; count: number };

const RETRY_ONE_MS = 60_000;

/** One batch on its way from the local outbox to Redis. What does not arrive goes back to its place. */
export class RelayBatch {
  /** Resolves when the store has all of them, answered or not. */
  readonly handedOver: Promise<void>;
  readonly #parts: RelayBatchParts;
  #handOver = (): void => {};

  constructor(parts: RelayBatchParts) {
    this.#parts = parts;
    this.handedOver = new Promise((resolve) => {
      this.#handOver = resolve;
    });
  }

  async send(leased: readonly Delivery[]): Promise<RelayBatchResult> {
    const { local, ports, awaitingPersist } = this.#parts;
    // One whose lease ran out while the process slept is in Redis already.
    const deliveries = leased.filter(({ id }) => !awaitingPersist.has(id));
    // What failed alone before goes alone again: if Redis cannot accept it, the others must not fail with it. It goes
    // first, because it was recorded before what its user did later.
    const tried = deliveries.filter((each) => !isFresh(each)).sort((one, two) => one.createdAtMs - two.createdAtMs);
    const groups = [...tried.map((each) => [each]), deliveries.filter(isFresh)];
    let count = 0;
    for (const [index, group] of groups.entries()) {
      const isLast = index === groups.length - 1;
      const result = await this.#sendTogether(group, isLast ? this.#handOver : () => {});
      if (result.kind !== "relayed") {
        await local.settle(returned(groups.slice(index + 1).flat()), ports.nowMs());
        return result;
      }
      count += result.count;
    }
    return { kind: "relayed", count };
  }

  async #sendTogether(deliveries: readonly Delivery[], handedOver: () => void): Promise<RelayBatchResult> {
    const { local, ports, awaitingPersist, store, leasedAtMs, isDoubtful } = this.#parts;
    const entries = await this.#readable(deliveries);
    if (entries.length === 0) return { kind: "relayed", count: 0 };
    try {
      const moving = store.move(entries);
      handedOver();
      this.#sayOverflow(await moving);
    } catch (error) {
      return this.#failed(error, deliveries);
    }
    const ids = new Set(entries.map(({ id }) => id));
    const moved = deliveries.filter(({ id }) => ids.has(id));
    if (isDoubtful()) {
      await local.settle(returned(moved), ports.nowMs());
      return { kind: "interrupted" };
    }
    await this.#letPass(moved);
    awaitingPersist.add(moved.map(({ id, destination, userId }) => ({ id, destination, userId, leasedAtMs })));
    return { kind: "relayed", count: moved.length };
  }

  /** Redis keeps a person's order from here on: what they did since has to reach it before this is settled here. */
  async #letPass(moved: readonly Delivery[]): Promise<void> {
    const ids = moved.flatMap(({ id, userId, class: name }) => (userId !== undefined && isBarrier(name) ? [id] : []));
    if (ids.length === 0) return;
    try {
      await this.#parts.local.letPass?.(ids);
    } catch {
      // Then it waits until this is settled.
    }
  }

  /** In the order in which they were recorded: a stop and the start after it may be of two groups. */
  async #readable(deliveries: readonly Delivery[]): Promise<readonly MovedEntry[]> {
    const { local, ports, awaitingPersist } = this.#parts;
    const entries: MovedEntry[] = [];
    const unreadable: Settlement[] = [];
    for (const delivery of deliveries) {
      const entry = unwrapEntry(delivery);
      if (entry !== undefined) entries.push({ ...entry, wasAccepted: awaitingPersist.wasAccepted(delivery.id) });
      else unreadable.push({ id: delivery.id, as: "dead", reason: UNREADABLE });
    }
    if (unreadable.length > 0) await local.settle(unreadable, ports.nowMs());
    return entries.sort((one, other) => one.recordedAtMs - other.recordedAtMs);
  }

  async #failed(error: unknown, deliveries: readonly Delivery[]): Promise<RelayBatchResult> {
    const { local, ports, messages, isAway } = this.#parts;
    // When a connection is lost, calls fail before anybody is told of the loss.
    await new Promise<void>((resolve) => ports.soon(resolve));
    const count = deliveries.length;
    const [only] = deliveries;
    const isInterrupted = isAway() || isTimeout(error);
    // Postponed alone, a start would be overtaken by what its user did after it.
    if (isInterrupted || isRefusedToAll(error) || count > 1 || only === undefined) {
      await local.settle(returned(deliveries), ports.nowMs());
      return isInterrupted ? { kind: "interrupted" } : { kind: "refused", error, count };
    }
    const atMs = ports.nowMs() + RETRY_ONE_MS;
    await local.settle([{ id: only.id, as: "retry", atMs, answerLost: false }], ports.nowMs());
    if (isFresh(only)) return { kind: "refused", error, count };
    const why = errorMessage(error);
    messages.error(
      "redis-move-one",
      `Redis refuses one of the recorded entries (${why}). It is kept here and retried.`,
    );
    return { kind: "relayed", count: 0 };
  }

  #sayOverflow(results: readonly PutResult[]): void {
    if (results.every(({ overflowed }) => overflowed.length === 0)) return;
    this.#parts.messages.error(
      "overflow",
      "The outbox in Redis is full: the least valuable, oldest deliveries are dropped and counted as `overflow`. " +
        "A service has been unavailable for long, no process delivers, or the bot records more than the service's limits " +
        "allow.",
    );
  }
}

const UNREADABLE = { code: "corrupt", description: "the recorded entry cannot be read" };

/** Never tried alone before, and not leased by a process that died. */
export function isFresh({ attempts }: Delivery): boolean {
  return attempts === 0;
}

function returned(deliveries: readonly Delivery[]): Settlement[] {
  return deliveries.map(({ id }) => ({ id, as: "returned" }));
}
