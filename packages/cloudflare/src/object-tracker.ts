import type { Outbox, OutboxItem, PutResult, Tracker, TrackerOptions } from "@bot-tracker/core";
import { createObjectTracker } from "@bot-tracker/core/outbox-kit";
import { KnownBot } from "./known-bot.ts";
import { LentSlots } from "./lent-slots.ts";
import type { ObjectView, RecordedEntry } from "./object-calls.ts";
import { objectPorts } from "./object-ports.ts";
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

/** What is in an object: the outbox, and the engine that sends from it. */
export class ObjectTracker {
  readonly outbox: Outbox;
  readonly slots: LentSlots;
  readonly #storage: ObjectStorage;
  readonly #options: ObjectTrackerOptions;
  readonly #bot: KnownBot;
  #tracker: Tracker | undefined;
  #alarmAtMs: number | undefined;

  constructor(storage: ObjectStorage, options: ObjectTrackerOptions) {
    this.#storage = storage;
    this.#options = options;
    this.outbox = openObjectOutbox(storage, { logger: options.logger ?? console, ports: objectPorts });
    this.slots = new LentSlots(this.outbox);
    // After the outbox, which makes its tables in an empty database.
    this.#bot = new KnownBot(storage);
  }

  async record(entries: readonly RecordedEntry[], botId: string | undefined): Promise<PutResult[]> {
    this.#bot.learn(botId);
    this.#begin();
    // Before anything is stored: an instance that ends right after that leaves nothing that nobody comes back to.
    await this.#setAlarm(LOOK_EVERY_MS);
    return Promise.all(entries.map((recorded) => this.#put(recorded)));
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

  /** Never rejects: the alarm that follows meets the same. */
  async alarm(): Promise<void> {
    this.#alarmAtMs = undefined;
    try {
      await this.#begin().flush({ timeoutMs: SEND_WITHIN_MS });
    } finally {
      if (this.#hasPending()) await this.#setAlarm(LOOK_EVERY_MS);
    }
  }

  /** An entry that cannot be stored (an object's row is 2 MB at most) is counted, and costs the others nothing. */
  async #put({ entry, nowMs }: RecordedEntry): Promise<PutResult> {
    try {
      return await this.outbox.put(entry, nowMs);
    } catch (error) {
      const { logger = console } = this.#options;
      logger.error(`[bot-tracker] The outbox could not store a delivery, which is dropped: ${String(error)}`);
      const items = entry.items.map((item): OutboxItem => {
        const destination = item.kind === "drop" ? item.destination : item.delivery.destination;
        return { kind: "drop", destination, reason: "invalid" };
      });
      return this.outbox.put({ items }, nowMs);
    }
  }

  #begin(): Tracker {
    const botId = this.#options.botId ?? this.#bot.id;
    this.#tracker ??= createObjectTracker({
      ...this.#options,
      ...(botId !== undefined && { botId }),
      outbox: this.outbox,
    });
    return this.#tracker;
  }

  #hasPending(): boolean {
    return Object.values(this.outbox.ledger()).some(({ pending }) => pending > 0);
  }

  async #setAlarm(inMs: number): Promise<void> {
    const nowMs = objectPorts.nowMs();
    if (this.#alarmAtMs !== undefined && this.#alarmAtMs > nowMs) return;
    this.#alarmAtMs = nowMs + inMs;
    await this.#storage.setAlarm(this.#alarmAtMs);
  }
}
