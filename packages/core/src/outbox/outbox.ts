import type { RequestEnd } from "../delivery/outcome.ts";
import type { QuotaLimits } from "../delivery/quota.ts";
import type { DropReason, Ledger } from "../ledger.ts";
import type { PersonChange, PersonVerdict } from "../telegram/person.ts";
import type { DeadLetter, DeadReason, Delivery, DeliveryClass, NewDelivery } from "./delivery.ts";

/** An outbox may answer at once or later: memory and SQLite do the first, Redis the second. */
export type MaybePromise<T> = T | Promise<T>;

/** One destination's part of an entry: something to send, something already lost, or something already dead. */
export type OutboxItem =
  | { kind: "deliver"; delivery: NewDelivery }
  | { kind: "drop"; destination: string; reason: DropReason }
  | { kind: "bury"; delivery: NewDelivery; reason: DeadReason };

/**
 * All that one update or call leads to. It is stored whole or not at all. With `person`, the change is applied in the
 * same step, and a stop that changes nothing (the person is marked blocked already) stores nothing.
 */
export interface OutboxEntry {
  items: readonly OutboxItem[];
  person?: { botId: string; userId: string; change: PersonChange };
}

/** What became of an item: `duplicate` met a known dedupe key, `unchanged` was a stop that said nothing new. */
export type PutStatus = "stored" | "dropped" | "dead" | "duplicate" | "unchanged";

export interface PutResult {
  /** One per item, in order. */
  statuses: readonly PutStatus[];
  verdict?: PersonVerdict;
  /** What had to leave because the outbox was full; maybe something just put. */
  overflowed: readonly { destination: string; class: DeliveryClass }[];
}

/** What a destination could send next. */
export type NextUp =
  | { kind: "ready"; class: DeliveryClass; count: number; bytes: number; oldestAtMs: number }
  | { kind: "later"; atMs: number }
  /** Nothing waits, or what waits is leased or waits for something that is. */
  | { kind: "none" };

export interface LeaseRequest {
  destination: string;
  maxItems: number;
  maxBytes: number;
  nowMs: number;
  /** After this, a lease whose holder died is given to another. */
  leaseMs: number;
}

/**
 * How a leased delivery ended. `returned` goes back to its place as if it had never left (its key is held);
 * `retry` counts an attempt.
 */
export type Settlement =
  | { id: string; as: "delivered" }
  | { id: string; as: "returned" }
  | { id: string; as: "retry"; atMs: number; answerLost: boolean }
  | { id: string; as: "dead"; reason: DeadReason };

/** A request's place in its key's quota, from before it is sent until one window after its answer. */
export type SlotGrant = { granted: true; slot: string } | { granted: false; atMs: number };

export interface DeadLetterFilter {
  destination?: string;
  /** Default 100. */
  limit?: number;
}

/**
 * Where deliveries wait, with everything that must be kept together with them: persons, dedupe keys, the use of the
 * quota, dead letters and the ledger. An implementation promises:
 *
 * - `next` and `lease` give the most valuable class first and the oldest within it, never a delivery whose user has
 *   an earlier start under way, and start and stop of one user in their order (a start lifts its user's earlier stop
 *   to its own class);
 * - a lease is exclusive, also between processes, until it is settled or runs out;
 * - what is past its `expiresAtMs` is dropped as `expired`, never leased;
 * - every method leaves the ledger balanced: accepted = delivered + pending + dropped + dead;
 * - it is bounded: when full, the least valuable, oldest delivery leaves as `overflow`.
 */
export interface Outbox {
  readonly kind: string;

  put(entry: OutboxEntry, nowMs: number): MaybePromise<PutResult>;
  next(destination: string, nowMs: number): MaybePromise<NextUp>;
  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]>;
  settle(settlements: readonly Settlement[], nowMs: number): MaybePromise<void>;

  takeSlot(limits: QuotaLimits, urgent: boolean, nowMs: number): MaybePromise<SlotGrant>;
  endSlot(slot: string, end: RequestEnd, nowMs: number): MaybePromise<void>;
  quotaUsed(limits: QuotaLimits, nowMs: number): readonly number[];

  /** A snapshot. */
  ledger(): Ledger;
  /** When the oldest waiting delivery was created, or undefined when none waits. */
  oldestPendingAt(destination: string): number | undefined;

  deadLetters(filter?: DeadLetterFilter): MaybePromise<readonly DeadLetter[]>;
  /** Sends a dead letter again, with a mended body if one is given (JSON text). False: there is no such letter. */
  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean>;
  dropDead(id: string): MaybePromise<boolean>;
  /** Forgets a person: waiting, dead and remembered. The number of deliveries that left as `purged`. */
  purgeUser(userId: string): MaybePromise<number>;

  /** `listener` runs when something may have become ready for a destination, here or in another process. */
  onReady(listener: (destination: string) => void): void;
  /** Closes files and connections. */
  close(): MaybePromise<void>;
}
