import type {
  DeadLetter,
  DeadLetterFilter,
  Ledger,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxContext,
  OutboxEntry,
  OutboxItem,
  Person,
  PutResult,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  SlotGrant,
} from "@bot-tracker/core";
import type { ObjectCalls, ObjectView, RecordedEntry } from "./object-calls.ts";

export interface DurableOutboxParts {
  object(): ObjectCalls;
  /** Whose it is, where that is known. */
  botId: string | undefined;
  ports: Pick<OutboxContext["ports"], "random" | "setTimer">;
  messages: Pick<OutboxContext["messages"], "error" | "forget">;
}

/** Waits before another attempt of the same event to reach the object. */
const RETRIES_MS = [50, 250, 1_000];
/** What one isolate keeps at most while the object cannot be reached. */
const MOST_KEPT = 1_000;
/** Marks an entry that has no dedupe keys of its own, so that one whose answer was lost counts once all the same. */
const ENTRY_KEY = "entry:";

/**
 * A bot's outbox as its Worker sees it: everything is handed on to the bot's object as soon as it is recorded, and
 * nothing is ever sent from here.
 *
 * What cannot be handed on is kept in the isolate, and goes with what is recorded next.
 */
export class DurableOutbox implements Outbox {
  readonly kind = "durable-object";
  readonly #parts: DurableOutboxParts;
  /** In their order. */
  #kept: RecordedEntry[] = [];
  /** What was too much to keep, until it is counted. */
  readonly #drops: OutboxItem[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #hasRecorded = false;
  #view: ObjectView = { ledger: {}, oldestPendingAt: {} };

  constructor(parts: DurableOutboxParts) {
    this.#parts = parts;
  }

  put(entry: OutboxEntry, nowMs: number): Promise<PutResult> {
    this.#hasRecorded = true;
    const result = this.#handOn({ entry: this.#recognisable(entry), nowMs });
    this.#underWay.add(result);
    const done = (): void => void this.#underWay.delete(result);
    result.then(done, done);
    return result;
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
    return this.#view.ledger;
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#view.oldestPendingAt[destination];
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

  purgeUser(userId: string): Promise<number> {
    this.#kept = this.#kept.filter(({ entry }) => !concerns(entry, userId));
    return this.#object.botTrackerPurgeUser(userId);
  }

  /** Nothing is ever ready here. */
  onReady(_listener: ReadyListener): void {}

  /** Where this tracker has recorded nothing, it looks what the object holds, so that `ledger` can tell. */
  async flush(timeoutMs: number): Promise<void> {
    const { ports } = this.#parts;
    const handedOn = this.#hasRecorded ? Promise.allSettled(this.#underWay) : this.#look();
    await new Promise<void>((resolve) => {
      const cancel = ports.setTimer(resolve, timeoutMs, true);
      void handedOn.then(() => {
        cancel();
        resolve();
      });
    });
  }

  close(): MaybePromise<void> {
    return this.flush(RETRIES_MS.reduce((sum, waitMs) => sum + waitMs, 0));
  }

  get #object(): ObjectCalls {
    return this.#parts.object();
  }

  async #handOn(recorded: RecordedEntry): Promise<PutResult> {
    const { messages, botId } = this.#parts;
    const lost = this.#drops.splice(0, MOST_KEPT);
    const entries = [
      ...this.#kept.splice(0),
      ...(lost.length > 0 ? [{ entry: { items: lost }, nowMs: recorded.nowMs }] : []),
      recorded,
    ];
    let problem: unknown;
    for (const waitMs of [0, ...RETRIES_MS]) {
      if (waitMs > 0) await this.#wait(waitMs);
      try {
        const { results, view } = await this.#object.botTrackerRecord(entries, botId);
        this.#view = view;
        messages.forget("object");
        return results.at(-1) as PutResult;
      } catch (error) {
        problem = error;
      }
    }
    this.#keep(entries);
    messages.error(
      "object",
      `The bot's Durable Object cannot be reached: ${String(problem)} What was recorded is kept in this isolate's memory ` +
        "and handed on with what is recorded next; it is lost if the isolate ends before that.",
    );
    return { statuses: recorded.entry.items.map(() => "stored"), overflowed: [] };
  }

  async #look(): Promise<void> {
    try {
      this.#view = await this.#object.botTrackerView();
    } catch {
      // What was known last is better than nothing.
    }
  }

  #keep(entries: readonly RecordedEntry[]): void {
    this.#kept.unshift(...entries);
    const tooMany = this.#kept.length - MOST_KEPT;
    if (tooMany <= 0) return;
    for (const { entry } of this.#kept.splice(0, tooMany)) this.#drops.push(...entry.items.map(toDrop));
    this.#parts.messages.error(
      "object-lost",
      `The bot's Durable Object cannot be reached, and an isolate keeps ${MOST_KEPT} entries at most: the oldest are dropped, and counted as overflow.`,
    );
  }

  #recognisable(entry: OutboxEntry): OutboxEntry {
    const { random } = this.#parts.ports;
    const key = `${ENTRY_KEY}${random().toString(36).slice(2)}${random().toString(36).slice(2)}`;
    return { ...entry, items: entry.items.map((item, index) => withKey(item, `${key}#${index}`)) };
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#parts.ports.setTimer(resolve, delayMs, true));
  }
}

function withKey(item: OutboxItem, key: string): OutboxItem {
  if (item.kind !== "deliver" || item.delivery.dedupeKeys.length > 0) return item;
  return { ...item, delivery: { ...item.delivery, dedupeKeys: [key] } };
}

function toDrop(item: OutboxItem): OutboxItem {
  const destination = item.kind === "drop" ? item.destination : item.delivery.destination;
  return { kind: "drop", destination, reason: "overflow" };
}

function concerns({ items, person }: OutboxEntry, userId: string): boolean {
  if (person?.userId === userId) return true;
  return items.some((item) => item.kind !== "drop" && item.delivery.userId === userId);
}
