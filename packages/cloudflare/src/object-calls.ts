import type {
  DeadLetter,
  DeadLetterFilter,
  Ledger,
  MessengerId,
  OutboxEntry,
  Person,
  PutResult,
  QuotaLimits,
  RequestEnd,
  SlotGrant,
} from "@bot-tracker/core";

/** One thing that a bot has recorded. */
export interface RecordedEntry {
  entry: OutboxEntry;
  nowMs: number;
}

/** Whose object it is. */
export interface ObjectBot {
  messenger: MessengerId;
  /** Where it is known. */
  id?: string;
}

/** As a Worker says it: one with an older version of this package gives the id alone, or nothing where it is not known. */
export type SaidBot = ObjectBot | string | undefined;

/** What an object's outbox holds, as it was just now. */
export interface ObjectView {
  ledger: Ledger;
  /** By destination, when the oldest waiting delivery was created. */
  oldestPendingAt: Record<string, number>;
}

/** What a bot's Worker calls of the object, by RPC. What one version of this package calls, another may answer. */
export interface ObjectCalls {
  /** Stores everything, each entry whole or not at all, and has it sent. `bot`: whose it is. */
  botTrackerRecord(
    entries: readonly RecordedEntry[],
    bot: SaidBot,
  ): Promise<{ results: PutResult[]; view: ObjectView }>;
  botTrackerView(): Promise<ObjectView>;
  botTrackerPerson(botId: string, userId: string): Promise<Person | undefined>;
  botTrackerTakeSlot(limits: QuotaLimits, urgent: boolean): Promise<SlotGrant>;
  botTrackerEndSlot(slot: string, end: RequestEnd): Promise<void>;
  botTrackerDeadLetters(filter: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  botTrackerRetryDead(id: string, nowMs: number, body?: string): Promise<boolean>;
  botTrackerDropDead(id: string): Promise<boolean>;
  botTrackerPurgeUser(userId: string): Promise<number>;
}
