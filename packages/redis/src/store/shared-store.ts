import type {
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  LeaseRequest,
  NextUp,
  Outbox,
  OutboxEntry,
  PutResult,
  QuotaLimits,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";

/** Something recorded on one machine, on its way to where all machines have it. */
export interface MovedEntry {
  /** Unique for ever: the entry counts once, however often it is moved. */
  id: string;
  entry: OutboxEntry;
  recordedAtMs: number;
}

/**
 * The outbox that all machines share. Everything but what is documented as a snapshot asks Redis, and rejects while
 * Redis is away.
 */
export interface SharedStore extends Outbox {
  put(entry: OutboxEntry, nowMs: number): Promise<PutResult>;
  next(destination: string, nowMs: number): Promise<NextUp>;
  lease(request: LeaseRequest): Promise<readonly Delivery[]>;
  settle(settlements: readonly Settlement[], nowMs: number): Promise<void>;
  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant>;
  endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void>;
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  retryDead(id: string, nowMs: number, body?: string): Promise<boolean>;
  dropDead(id: string): Promise<boolean>;
  purgeUser(userId: string): Promise<number>;

  /**
   * Puts what was recorded elsewhere, in this order, each once. The answers are in the same order; an entry that was
   * moved before has the statuses `stored`, as nothing remains to be done for it.
   */
  move(entries: readonly MovedEntry[]): Promise<readonly PutResult[]>;
  /** Whoever moved these has forgotten them: they cannot come again, and need not be remembered. */
  acknowledge(ids: readonly string[]): Promise<void>;
  /**
   * Whenever a connection is made: tells again what a killed Redis may have lost of the last two seconds. If Redis has
   * just been restarted, nothing is handed out for a moment, so that everybody has told.
   */
  resume(): Promise<void>;
  /** Brings the snapshots (`ledger`, `oldestPendingAt`, `quotaUsed`) up to date with what other processes did. */
  refresh(): Promise<void>;
  /** Another process has said on `channel` that something may be ready. */
  hear(message: string): void;
  /** Where processes tell each other. */
  readonly channel: string;
  /** Ends nothing but its own timers: the connection belongs to whoever gave it. */
  close(): void;
}

/** What a store says of itself as it goes. */
export interface StoreNews {
  /** The name of the data that Redis has: another one than before means that it came back without its data. */
  epoch(epoch: string): void;
  /** Another process spends the same key with limits that are stricter for some window; those hold. */
  stricterLimits(limits: QuotaLimits): void;
}
