import { DELIVERY_CLASSES, type Delivery } from "../../delivery.ts";
import { classOfRank, rankOf } from "../../rules/class-rank.ts";
import { isBarrier } from "../../rules/user-order.ts";

/** A row of the table `delivery`. `class` is a rank: see `class-rank.ts`. */
export interface DeliveryRow {
  place: number;
  /** Order in which everything came. */
  seq: number;
  /** The destination's number; so in every other row. */
  destination: number;
  class: number;
  bytes: number;
  createdAtMs: number;
  expiresAtMs: number;
  /** 1: bury it after a lost answer. */
  buryIfLost: number;
  attempts: number;
  /** 1: a stop that a later start of its user has lifted to a start's rank. */
  lifted: number | null;
  /** When a delay or a lease ends. */
  dueAtMs: number | null;
  /** The `seq` of what it waits for. */
  waitsFor: number | null;
  /** Only what had an id before keeps it here; any other is named by its `seq`. */
  id: string | null;
  userId: string | null;
  method: string;
  /** A JSON list of the dedupe keys, or null for none. */
  dedupeKeys: string | null;
  body: string;
  /** Whose the lease is, of a leased one: see `lease-note.ts`. */
  lease: string | null;
}

/** Enough of a delivery to move it. */
export type PlacedDelivery = Pick<
  DeliveryRow,
  "place" | "seq" | "destination" | "class" | "bytes" | "lifted" | "userId"
>;

export const PLACE_COLUMNS = "place, seq, destination, class, bytes, lifted, userId";

/** What the rows of deliveries and dead letters have in common. */
export type DeliveryColumns = Pick<
  DeliveryRow,
  | "destination"
  | "class"
  | "attempts"
  | "createdAtMs"
  | "expiresAtMs"
  | "buryIfLost"
  | "userId"
  | "method"
  | "dedupeKeys"
  | "body"
>;

export const CLASS_COUNT: number = DELIVERY_CLASSES.length;
export const START: number = rankOf("start");
export const STOP: number = rankOf("stop");

const BARRIER_RANKS: readonly boolean[] = DELIVERY_CLASSES.map(isBarrier);

/** `isBarrier` by the rank. */
export function isBarrierRank(rank: number): boolean {
  return BARRIER_RANKS[rank] === true;
}

export function toDelivery(row: DeliveryColumns, id: string, destination: string): Delivery {
  return {
    id,
    attempts: row.attempts,
    destination,
    method: row.method,
    body: row.body,
    class: classOfRank(row.class),
    ...(row.userId !== null && { userId: row.userId }),
    dedupeKeys: row.dedupeKeys === null ? [] : JSON.parse(row.dedupeKeys),
    createdAtMs: row.createdAtMs,
    expiresAtMs: row.expiresAtMs,
    onLostAnswer: row.buryIfLost === 1 ? "bury" : "resend",
  };
}

/** Whether a row holds what a delivery is made of. SQLite lets any program write text where a number belongs. */
export function isReadable(row: DeliveryColumns): boolean {
  const { createdAtMs, expiresAtMs, attempts, method, body, userId } = row;
  return (
    [row.class, createdAtMs, expiresAtMs, attempts].every(Number.isFinite) &&
    row.class >= 0 &&
    row.class < CLASS_COUNT &&
    typeof method === "string" &&
    typeof body === "string" &&
    (userId === null || typeof userId === "string") &&
    areKeys(row.dedupeKeys)
  );
}

function areKeys(text: string | null): boolean {
  if (text === null) return true;
  try {
    const keys: unknown = JSON.parse(text);
    return Array.isArray(keys) && keys.every((key) => typeof key === "string");
  } catch {
    return false;
  }
}

export function keysText(keys: readonly string[]): string | null {
  return keys.length === 0 ? null : JSON.stringify(keys);
}

/** A moment as SQLite gives it back: beyond this its whole numbers are no longer JavaScript's. */
export function storable(atMs: number): number {
  return Math.min(atMs, Number.MAX_SAFE_INTEGER);
}
