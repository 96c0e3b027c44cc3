import type { DeliveryClass, NewDelivery } from "../delivery.ts";

/**
 * Where an item stands: `ready`, `waiting` (for an earlier start or stop of its user), `delayed` (until `dueAtMs`),
 * `leased` (being sent, until `dueAtMs` at the longest), or `gone` (on no shelf: not yet, or not any more).
 */
export type ItemState = "ready" | "waiting" | "delayed" | "leased" | "gone";

export interface ShelfItem {
  readonly seq: number;
  /** What is new gets one when it is handed out: kept by everything that waits, they would be as large as the rest. */
  id: string | undefined;
  readonly delivery: NewDelivery;
  readonly bytes: number;
  /** Its own class, or `start` for a stop that a later start of its user has lifted. */
  class: DeliveryClass;
  state: ItemState;
  attempts: number;
  dueAtMs: number;
  /** What this one waits for. */
  blocker: ShelfItem | undefined;
  /** What waits until this one is gone. */
  waiters: Set<ShelfItem> | undefined;
}

export function newShelfItem(seq: number, id: string | undefined, delivery: NewDelivery, bytes: number): ShelfItem {
  return {
    seq,
    id,
    delivery,
    bytes,
    class: delivery.class,
    state: "gone",
    attempts: 0,
    dueAtMs: 0,
    blocker: undefined,
    waiters: undefined,
  };
}
