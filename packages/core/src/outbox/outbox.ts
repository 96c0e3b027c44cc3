import type { DeadLetter, DeadReason, Delivery, DeliveryClass, NewDelivery } from "./delivery.ts";
import type { DropReason, Ledger } from "./ledger.ts";
import type { RequestEnd } from "./request-end.ts";
import type { Person, PersonChange, PersonVerdict } from "./rules/person.ts";
import type { QuotaLimits } from "./rules/quota.ts";

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

/**
 * What became of an item: `duplicate` met a known dedupe key, `unchanged` was a stop or a typed start that said nothing new; `dropped`
 * was to be dropped, or had to leave at once because the outbox was full.
 */
export type PutStatus = "stored" | "dropped" | "dead" | "duplicate" | "unchanged";

export interface PutResult {
  /** One per item, in order. Where every item that has dedupe keys is a duplicate, so are the others. */
  statuses: readonly PutStatus[];
  /** Missing where there was no change to apply: none was given, or the whole entry is a duplicate. */
  verdict?: PersonVerdict;
  /** What had to leave because the outbox was full; maybe something just put. */
  overflowed: readonly { destination: string; class: DeliveryClass }[];
}

/**
 * What a destination could send next. `ready`: the class that comes first, and of all that is ready the number, the
 * bytes and the moment when the oldest was created. `dueAtMs`: when a delay or a lease may end next, after which
 * something more valuable may be ready; undefined if none is under way, or if the outbox tells of it by itself. `later`:
 * nothing before `atMs`, when a delay or a lease may end.
 */
export type NextUp =
  | {
      kind: "ready";
      class: DeliveryClass;
      count: number;
      bytes: number;
      oldestAtMs: number;
      dueAtMs?: number | undefined;
    }
  | { kind: "later"; atMs: number }
  | { kind: "none" };

export interface LeaseRequest {
  destination: string;
  maxItems: number;
  /** One delivery is given even if it is larger. */
  maxBytes: number;
  nowMs: number;
  /** After this, a lease whose holder died runs out. It has to be longer than any request takes. */
  leaseMs: number;
  /**
   * The quota slot of the request that they are leased for. An outbox that notices at once when a lease's holder has
   * died then knows whether the request was under way. @default the destination has no quota
   */
  slot?: string;
}

/** Decides, from what comes next, what to lease of it; undefined: nothing. */
export type ChooseLease = (next: NextUp) => LeaseRequest | undefined;

/**
 * How a leased delivery ended. `returned` goes back to its place as if it had never left (its key is held);
 * `retry` counts an attempt, and is ready again at `atMs`.
 */
export type Settlement =
  | { id: string; as: "delivered" }
  | { id: string; as: "returned" }
  | { id: string; as: "retry"; atMs: number; answerLost: boolean }
  | { id: string; as: "dead"; reason: DeadReason };

/**
 * Is told of a destination for which something may have become ready; see `Outbox.onReady`. `isNow`: this is outside of
 * the bot's own calls, and what is claimed before the event loop goes on goes in one step with what is being put.
 */
export type ReadyListener = (destination: string, mostValuable?: DeliveryClass, isNow?: boolean) => void;

/** A request's place in its key's quota, from before it is sent until one window after its answer. */
export type SlotGrant = { granted: true; slot: string } | { granted: false; atMs: number };

/** What an outbox does at once within one step; see `Outbox.inOneStep`. */
export interface OutboxStep {
  next(destination: string, nowMs: number): NextUp;
  lease(request: LeaseRequest): readonly Delivery[];
  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): SlotGrant;
}

export interface DeadLetterFilter {
  destination?: string;
  /** Default 100. */
  limit?: number;
}

/**
 * Where deliveries wait, with everything that must be kept together with them: persons, dedupe keys, the use of the
 * quota, dead letters and the ledger. An implementation promises:
 *
 * - `next` and `lease` give starts first, then goals, then the other classes in turns (`rules/fair-shares.ts`) and the
 *   oldest within a class, never a delivery whose user has an earlier start under way, and start and stop of one user
 *   in their order (a start lifts its user's earlier stop to its own class);
 * - a lease is exclusive, also between processes, until it is settled or runs out. One that ran out is a lost answer:
 *   the delivery is ready again, an attempt and an `ambiguous` are counted, or with `onLostAnswer: "bury"` it is dead
 *   with the code `lost-answer`;
 * - a settlement that comes later than that still ends the delivery if it says `delivered` or `dead`, and is ignored
 *   otherwise, as is one for a delivery that is gone;
 * - what is past its `expiresAtMs` is dropped as `expired`, never leased; a dead letter is after 30 days;
 * - a dedupe key is known for 48 hours at least and 72 at most, per destination;
 * - every method leaves the ledger balanced: accepted = delivered + pending + dropped + dead;
 * - it is bounded: when full, the least valuable, oldest delivery that is not leased leaves as `overflow` (a lifted
 *   stop counts as a stop here), and so does the oldest dead letter when there are too many. A delivery that is larger
 *   than the whole outbox leaves alone.
 */
export interface Outbox {
  /** Where it keeps what is put at present. `memory` does not outlive the process. */
  readonly kind: string;
  /** Which file or server that is, for messages. @default they show `kind` alone */
  readonly place?: string;

  put(entry: OutboxEntry, nowMs: number): MaybePromise<PutResult>;
  next(destination: string, nowMs: number): MaybePromise<NextUp>;
  lease(request: LeaseRequest): MaybePromise<readonly Delivery[]>;
  /**
   * `next`, and `lease` if `choose` wants it, in one step with what was settled before: none of what it gives can be
   * sent before that is written. `choose` may be asked more than once, and the last time counts; the first time perhaps
   * with the least that could be ready, by an outbox that is far away and would else have to look first: its `dueAtMs` is
   * then `nowMs`, because something more valuable may be ready too. For an outbox in which a step costs more than a
   * request. @default whoever leases asks one after the other, and waits for what it settles
   */
  claim?(destination: string, nowMs: number, choose: ChooseLease): MaybePromise<readonly Delivery[]>;
  settle(settlements: readonly Settlement[], nowMs: number): MaybePromise<void>;
  /**
   * Does all of `task`, and stores what was put before it, in one step; for an outbox in which each is a write of its
   * own. Undefined: not now, or not as one.
   */
  inOneStep?<T extends object>(task: (step: OutboxStep) => T | undefined): T | undefined;
  /**
   * For a relay that hands on what it leased to where the order is kept too: nothing of their users waits for these any
   * longer, though they stay leased. What is not leased is left as it is.
   */
  letPass?(ids: readonly string[]): MaybePromise<void>;

  /** The quota goes by a clock that nobody sets: `steadyMs` of the ports, and so does `atMs` of a refused slot. */
  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): MaybePromise<SlotGrant>;
  endSlot(slot: string, end: RequestEnd, steadyMs: number): MaybePromise<void>;
  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[];

  /** What is known of a person, with what was put before. `botId` as in the entries. */
  person(botId: string, userId: string): MaybePromise<Person | undefined>;

  /** A snapshot. */
  ledger(): Ledger;
  /** When the oldest waiting delivery was created, or undefined when none waits. */
  oldestPendingAt(destination: string): number | undefined;

  /** Oldest first. */
  deadLetters(filter?: DeadLetterFilter): MaybePromise<readonly DeadLetter[]>;
  /**
   * Sends a dead letter again under its own id, with a mended body if one is given (JSON text) and as much time as it
   * had at first. False: there is no such letter.
   */
  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean>;
  dropDead(id: string): MaybePromise<boolean>;
  /**
   * Forgets a person: waiting, dead and remembered, dedupe keys that name them included. The number of deliveries that
   * left as `purged`.
   */
  purgeUser(userId: string): MaybePromise<number>;

  /**
   * `listener` too runs when something may have become ready for a destination, here or in another process. With
   * `mostValuable`, nothing has changed but that deliveries were added, of that class at most.
   */
  onReady(listener: ReadyListener): void;
  /** Tells `listener` no more. For an outbox that may outlive a tracker, since trackers share it. */
  offReady?(listener: ReadyListener): void;
  /**
   * For an outbox that hands on what was put in it: resolves when all of it is where others can send it, or at the
   * latest after `timeoutMs`.
   */
  flush?(timeoutMs: number): Promise<void>;
  /** Closes files and connections. One that has to wait for something does so for `withinMs` at most. */
  close(withinMs?: number): MaybePromise<void>;
}
