import { DELIVERY_CLASSES, type Delivery, type DeliveryClass } from "../../delivery.ts";

/** A row of the table `item`. Classes are their place in `DELIVERY_CLASSES`. */
export interface ItemRow {
  place: number;
  /** Order in which everything came. */
  seq: number;
  account: number;
  class: number;
  bytes: number;
  createdAtMs: number;
  expiresAtMs: number;
  /** 1: bury it after a lost answer. */
  onLost: number;
  attempts: number;
  /** 1: a stop that a later start of its user has lifted to a start's rank. */
  lifted: number | null;
  /** When a delay or a lease ends. */
  dueAtMs: number | null;
  /** The `seq` of what it waits for. */
  blocker: number | null;
  /** Only what had an id before keeps it here; any other is named by its `seq`. */
  id: string | null;
  userId: string | null;
  method: string;
  /** A JSON list of the dedupe keys, or null for none. */
  keys: string | null;
  body: string;
}

/** Enough of an item to move it. */
export type ItemPlace = Pick<ItemRow, "place" | "seq" | "account" | "class" | "bytes" | "lifted" | "userId">;

export const PLACE_COLUMNS = "place, seq, account, class, bytes, lifted, userId";

/** What the rows of items and dead letters have in common. */
export type DeliveryRow = Pick<
  ItemRow,
  "account" | "class" | "attempts" | "createdAtMs" | "expiresAtMs" | "onLost" | "userId" | "method" | "keys" | "body"
>;

export const CLASS_COUNT: number = DELIVERY_CLASSES.length;
export const START: number = DELIVERY_CLASSES.indexOf("start");
export const STOP: number = DELIVERY_CLASSES.indexOf("stop");

/** Whether others of the same user may have to wait for it. */
export function isBarrier(place: number): boolean {
  return place === START || place === STOP;
}

export function toDelivery(row: DeliveryRow, id: string, destination: string): Delivery {
  return {
    id,
    attempts: row.attempts,
    destination,
    method: row.method,
    body: row.body,
    class: classAt(row.class),
    ...(row.userId !== null && { userId: row.userId }),
    dedupeKeys: row.keys === null ? [] : JSON.parse(row.keys),
    createdAtMs: row.createdAtMs,
    expiresAtMs: row.expiresAtMs,
    onLostAnswer: row.onLost === 1 ? "bury" : "resend",
  };
}

export function classAt(place: number): DeliveryClass {
  return DELIVERY_CLASSES[place] ?? "activity";
}

export function placeOf(name: DeliveryClass): number {
  return DELIVERY_CLASSES.indexOf(name);
}

export function keysText(keys: readonly string[]): string | null {
  return keys.length === 0 ? null : JSON.stringify(keys);
}

/** A moment as SQLite gives it back: beyond this its whole numbers are no longer JavaScript's. */
export function storable(atMs: number): number {
  return Math.min(atMs, Number.MAX_SAFE_INTEGER);
}
