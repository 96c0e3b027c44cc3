import type { MessengerId, Outbox, OutboxItem, PutResult, Tracker, TrackerOptions } from "@bot-tracker/core";
import {
  createObjectTracker,
  errorText,
  Messages,
  type Messenger,
  max,
  sqliteFailureOf,
  swallowRejection,
  telegram,
  workersPorts,
} from "@bot-tracker/core/outbox-kit";
import { KnownBot } from "./known-bot.ts";
import { LentSlots } from "./lent-slots.ts";
import type { ObjectView, RecordedEntry, SaidBot } from "./object-calls.ts";
import type { ObjectStorage } from "./object-storage.ts";
import { openObjectOutbox } from "./open-object-outbox.ts";

/** A tracker's options that say where it sends to. They are those of the bot's tracker too. */
export type ObjectTrackerOptions = Pick<
  TrackerOptions,
  "tgtrack" | "howUsedBot" | "destinations" | "botId" | "onDelivery" | "logger" | "debug"
>;

/** How long an alarm keeps the object awake, at most, for what is being sent. */
const SEND_WITHIN_MS = 20_000;
/** While anything waits, the object is woken this often, whatever has become of the instance that took it in. */
const LOOK_EVERY_MS = 15_000;
/** By whose bots an object is used. */
const MESSENGERS: Readonly<Record<MessengerId, Messenger>> = { telegram, max };

/** What is in an object: the outbox, and the engine that sends from it. */
export class ObjectTracker {
  readonly outbox: Outbox;
  readonly slots: LentSlots;
  readonly #storage: ObjectStorage;
  readonly #options: ObjectTrackerOptions;
  readonly #messages: Messages;
  readonly #bot: KnownBot;
  #tracker: Tracker | undefined;
  #alarmAtMs: number | undefined;

  constructor(storage: ObjectStorage, options: ObjectTrackerOptions) {
    this.#storage = storage;
    this.#options = options;
    const { logger = console } = options;
    this.#messages = new Messages({ logger, nowMs: workersPorts.nowMs, debug: false, secrets: [] });
    this.outbox = openObjectOutbox(storage, { messages: this.#messages, ports: workersPorts });
    this.slots = new LentSlots(this.outbox);
    // After the outbox, which makes its tables in an empty database.
    this.#bot = new KnownBot(storage);
  }

  /** What is stored stays, whatever keeps it from being sent: an option that is missing, say. */
  async record(entries: readonly RecordedEntry[], bot: SaidBot): Promise<PutResult[]> {
    this.#learn(bot);
    // Before anything is stored: an instance that ends right after that leaves nothing that nobody comes back to.
    await this.#setAlarm();
    const results = await Promise.all(entries.map((recorded) => this.#put(recorded)));
    await this.#attempt("begin to send", () => void this.#begin());
    return results;
  }

  view(): ObjectView {
    const ledger = this.outbox.ledger();
    const oldestPendingAt: Record<string, number> = {};
    for (const name of Object.keys(ledger)) {
      const atMs = this.outbox.oldestPendingAt(name);
      if (atMs !== undefined) oldestPendingAt[name] = atMs;
    }
    return { ledger, oldestPendingAt };
  }

  /** Never rejects: Cloudflare gives up an alarm that has failed some times. */
  async alarm(): Promise<void> {
    this.#alarmAtMs = undefined;
    // First of all: an instance may end while it sends, and one more chance than the last line gives.
    await this.#attempt("set an alarm", () => this.#setAlarmIfPending());
    await this.#attempt("send", async () => void (await this.#begin().flush({ timeoutMs: SEND_WITHIN_MS })));
    await this.#attempt("set an alarm", () => this.#setAlarmIfPending());
  }

  /**
   * An entry that cannot be stored (an object's row is 2 MB at most) is counted, and costs the others nothing. Where it is
   * the storage that fails, a full one say, no entry is to blame: the Worker keeps them and comes again.
   */
  async #put({ entry, nowMs }: RecordedEntry): Promise<PutResult> {
    try {
      return await this.outbox.put(entry, nowMs);
    } catch (error) {
      if (sqliteFailureOf(error) !== undefined) throw error;
      const items = entry.items.map((item): OutboxItem => {
        const destination = item.kind === "drop" ? item.destination : item.delivery.destination;
        return { kind: "drop", destination, reason: "invalid" };
      });
      const result = await this.outbox.put({ items }, nowMs);
      this.#messages.error(
        "object-put",
        `The outbox could not store a delivery, which is dropped, and counted as \`invalid\`: ${errorText(error)}`,
      );
      return result;
    }
  }

  /** An alarm may have begun to send before it was known whose object it is. */
  #learn(said: SaidBot): void {
    const news = this.#bot.learn(said);
    const tracker = this.#tracker;
    if (tracker === undefined) return;
    if (news === "messenger") {
      // At once: it sends to another messenger's service.
      this.#tracker = undefined;
      swallowRejection(tracker.close({ timeoutMs: 0 }), () => {});
    } else if (news === "id" && this.#options.botId === undefined && this.#bot.id !== undefined) {
      tracker.identify({ id: this.#bot.id });
    }
  }

  #begin(): Tracker {
    const botId = this.#options.botId ?? this.#bot.id;
    this.#tracker ??= createObjectTracker(
      { ...this.#options, ...(botId !== undefined && { botId }), outbox: this.outbox },
      MESSENGERS[this.#bot.messenger],
    );
    return this.#tracker;
  }

  async #attempt(what: string, task: () => Promise<void> | void): Promise<void> {
    try {
      await task();
      this.#messages.forget(what);
    } catch (error) {
      const problem = `The bot's Durable Object could not ${what}, and tries again within 15 s: ${errorText(error)}`;
      this.#messages.error(what, problem);
    }
  }

  async #setAlarmIfPending(): Promise<void> {
    if (Object.values(this.outbox.ledger()).some(({ pending }) => pending > 0)) await this.#setAlarm();
  }

  async #setAlarm(): Promise<void> {
    const nowMs = workersPorts.nowMs();
    if (this.#alarmAtMs !== undefined && this.#alarmAtMs > nowMs) return;
    const atMs = nowMs + LOOK_EVERY_MS;
    await this.#storage.setAlarm(atMs);
    this.#alarmAtMs = atMs;
  }
}
