import type { DeliveryClass, NewDelivery } from "../delivery.ts";

/**
 * Where an item stands: `ready`, `waiting` (for an earlier start or stop of its user), `delayed` (until `dueAtMs`),
 * `leased` (being sent, until `dueAtMs` at the longest), or `gone` (on no queue: not yet, or not any more).
 */
export type ItemState = "ready" | "waiting" | "delayed" | "leased" | "gone";

export interface WaitingDelivery {
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
  waitsFor: WaitingDelivery | undefined;
  /** What waits until this one is gone. */
  waiters: Set<WaitingDelivery> | undefined;
}

export function newWaitingDelivery(
  seq: number,
  id: string | undefined,
  delivery: NewDelivery,
  bytes: number,
): WaitingDelivery {
  return {
    seq,
    id,
    delivery,
    bytes,
    class: delivery.class,
    state: "gone",
    attempts: 0,
    dueAtMs: 0,
    waitsFor: undefined,
    waiters: undefined,
  };
}
