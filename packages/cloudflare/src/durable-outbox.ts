import type {
  DeadLetter,
  DeadLetterFilter,
  Ledger,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxContext,
  OutboxEntry,
  Person,
  PutResult,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  SlotGrant,
} from "@bot-tracker/core";
import { waitAtMost } from "@bot-tracker/core/outbox-kit";
import { type Backlog, dropEntries, type WaitingEntry } from "./backlog.ts";
import { Handover, RETRIES_MS } from "./handover.ts";
import type { ObjectBot, ObjectCalls } from "./object-calls.ts";
import { recognisableEntry } from "./recognisable-entry.ts";

export interface DurableOutboxParts {
  object(): ObjectCalls;
  bot: ObjectBot;
  /** Shared by all outboxes of the isolate that hand on to the same object. */
  backlog: Backlog;
  ports: Pick<OutboxContext["ports"], "random" | "steadyMs" | "setTimer">;
  messages: Pick<OutboxContext["messages"], "error" | "forget">;
}

/** What is kept is tried again by a flush after this; those of the updates in between would wait in vain. */
const AGAIN_AFTER_MS = 5_000;

/**
 * A bot's outbox as its Worker sees it: everything is handed on to the bot's object as soon as it is recorded, and
 * nothing is ever sent from here. What cannot be handed on is kept in the isolate, and goes with the next update.
 */
export class DurableOutbox implements Outbox {
  readonly kind = "durable-object";
  readonly #parts: DurableOutboxParts;
  readonly #handover: Handover;
  #hasRecorded = false;

  constructor(parts: DurableOutboxParts) {
    this.#parts = parts;
    this.#handover = new Handover(parts);
  }

  async put(entry: OutboxEntry, nowMs: number): Promise<PutResult> {
    this.#hasRecorded = true;
    const recorded = { entry: recognisableEntry(entry, this.#parts.ports.random), nowMs };
    const waiting: WaitingEntry = { recorded, outcome: undefined };
    this.#handover.add(waiting);
    await this.#handover.settle([waiting]);
    return waiting.outcome ?? { statuses: entry.items.map(() => "stored"), overflowed: [] };
  }

  next(): NextUp {
    return { kind: "none" };
  }

  lease(): readonly [] {
    return [];
  }

  settle(): void {}

  takeSlot(limits: QuotaLimits, urgent: boolean): Promise<SlotGrant> {
    return this.#object.botTrackerTakeSlot(limits, urgent);
  }

  endSlot(slot: string, end: RequestEnd): Promise<void> {
    return this.#object.botTrackerEndSlot(slot, end);
  }

  /** Not known here: the object counts. */
  quotaUsed(limits: QuotaLimits): readonly number[] {
    return limits.windows.map(() => 0);
  }

  person(botId: string, userId: string): Promise<Person | undefined> {
    return this.#object.botTrackerPerson(botId, userId);
  }

  /** As it was when something was last recorded or looked at from this isolate. */
  ledger(): Ledger {
    return this.#parts.backlog.view.ledger;
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#parts.backlog.view.oldestPendingAt[destination];
  }

  deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    return this.#object.botTrackerDeadLetters(filter);
  }

  retryDead(id: string, nowMs: number, body?: string): Promise<boolean> {
    return this.#object.botTrackerRetryDead(id, nowMs, ...(body === undefined ? [] : [body]));
  }

  dropDead(id: string): Promise<boolean> {
    return this.#object.botTrackerDropDead(id);
  }

  /** While nothing is on its way to the object, which could arrive there after the purge. */
  purgeUser(userId: string): Promise<number> {
    const { backlog } = this.#parts;
    return this.#handover.alone(async () => {
      const theirs = backlog.entries.filter(({ recorded }) => concerns(recorded.entry, userId));
      const purgedHere = dropEntries(backlog, theirs, "purged");
      return purgedHere + (await this.#object.botTrackerPurgeUser(userId));
    });
  }

  /** Nothing is ever ready here. */
  onReady(_listener: ReadyListener): void {}

  /**
   * Resolves when the object has what this isolate recorded, or at the latest after `timeoutMs`. Where this tracker has
   * recorded nothing, it looks what the object holds, so that `ledger` can tell.
   */
  async flush(timeoutMs: number): Promise<void> {
    const { ports } = this.#parts;
    let isOver = false;
    await waitAtMost(
      timeoutMs,
      this.#handOnAll(() => isOver),
      ports,
    );
    isOver = true;
  }

  close(): MaybePromise<void> {
    return this.flush(RETRIES_MS.reduce((sum, waitMs) => sum + waitMs, 0));
  }

  get #object(): ObjectCalls {
    return this.#parts.object();
  }

  async #handOnAll(isOver: () => boolean): Promise<void> {
    const { backlog, ports } = this.#parts;
    // Those of other events too, which may have ended meanwhile.
    await this.#handover.settle([...backlog.entries], isOver);
    const { failedAtMs } = backlog;
    if (failedAtMs !== undefined && ports.steadyMs() - failedAtMs >= AGAIN_AFTER_MS) {
      await this.#handover.handOnKept(isOver);
    }
    if (!this.#hasRecorded) await this.#look();
  }

  async #look(): Promise<void> {
    try {
      this.#parts.backlog.view = await this.#object.botTrackerView();
    } catch {
      // What was known last is better than nothing.
    }
  }
}

function concerns({ items, person }: OutboxEntry, userId: string): boolean {
  if (person?.userId === userId) return true;
  return items.some((item) => item.kind !== "drop" && item.delivery.userId === userId);
}
