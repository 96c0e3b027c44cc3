import type {
  ChooseLease,
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  LeaseRequest,
  NextUp,
  Outbox,
  OutboxEntry,
  Person,
  PutResult,
  QuotaLimits,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";

/** Something recorded on one machine, on its way to the store that all machines share. */
export interface MovedEntry {
  /** Globally unique: the entry counts once, however often it is moved. */
  id: string;
  entry: OutboxEntry;
  recordedAtMs: number;
  /** Redis had it before, and may have lost it since. */
  wasAccepted?: boolean;
}

/**
 * The outbox that all machines share. Everything but what is documented as a snapshot asks Redis, and rejects while
 * Redis is unavailable.
 */
export interface SharedStore extends Outbox {
  put(entry: OutboxEntry, nowMs: number): Promise<PutResult>;
  next(destination: string, nowMs: number): Promise<NextUp>;
  lease(request: LeaseRequest): Promise<readonly Delivery[]>;
  claim(destination: string, nowMs: number, choose: ChooseLease): Promise<readonly Delivery[]>;
  settle(settlements: readonly Settlement[], nowMs: number): Promise<void>;
  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant>;
  endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void>;
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  retryDead(id: string, nowMs: number, body?: string): Promise<boolean>;
  dropDead(id: string): Promise<boolean>;
  purgeUser(userId: string): Promise<number>;
  person(botId: string, userId: string): Promise<Person | undefined>;

  /**
   * Puts what was recorded elsewhere, in this order, each once. The answers are in the same order; an entry that was
   * moved before has the statuses `stored`, as nothing remains to be done for it.
   */
  move(entries: readonly MovedEntry[]): Promise<readonly PutResult[]>;
  /** The local outboxes have forgotten these: they cannot come again, and need not be remembered. */
  acknowledge(ids: readonly string[]): Promise<void>;
  /**
   * After each connect, and when Redis has lost its data: reports again what this process is sending, and the results
   * of the last two seconds. If Redis was restarted or lost its data, nothing is handed out for a moment, so that every
   * process can report.
   */
  resume(): Promise<void>;
  /**
   * Says that this process lives, for 5 s by the clock of Redis, and ends what processes were sending that have not said
   * so. To be called once a second, or every four seconds while nothing is being sent.
   */
  beat(): Promise<void>;
  /** Whether this process holds leases or slots, as far as it knows. */
  readonly isSending: boolean;
  /** The next time somebody asks what comes next, Redis is asked, whatever was known here. */
  lookAgain(): void;
  /** Brings the snapshots (`ledger`, `oldestPendingAt`, `quotaUsed`) up to date with what other processes did. */
  refresh(): Promise<void>;
  /** Another process has published on `channel` that something may be ready. */
  hear(message: string): void;
  /** Where processes wake each other. */
  readonly channel: string;
  /** Ends nothing but its own timers: the connection belongs to whoever gave it. */
  close(): void;
}

/** What a store finds out about Redis while it works. */
export interface StoreNews {
  /** The name of the data in Redis: a new one means that Redis came back without its data. */
  epoch(epoch: string): void;
  /** So many deliveries could not be read and were dropped. Undefined: so many entries of no destination. */
  corrupt(destination: string | undefined, count: number): void;
  /** Another process uses the same key with limits that are stricter for some window; those apply. */
  stricterLimits(limits: QuotaLimits): void;
}
