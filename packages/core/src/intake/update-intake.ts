import type { Occurrence } from "../destinations/occurrence.ts";
import { describeSignal } from "../messenger/describe-signal.ts";
import type { FailedCall } from "../messenger/failed-call.ts";
import type { Messenger } from "../messenger/messenger.ts";
import type { MessengerClock } from "../messenger/messenger-clock.ts";
import type { Signal, StartSignal } from "../messenger/signal.ts";
import { userKey } from "../outbox/rules/user-key.ts";
import { errorKind } from "../support/error-kind.ts";
import { errorText } from "../support/error-text.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import type { AutoEvent, AutoEventCall } from "./auto-event.ts";
import { explainRecordResult } from "./explain-record-result.ts";
import { RecentKeys } from "./recent-keys.ts";
import type { RecordResult } from "./record-result.ts";
import type { RecordingEngine } from "./recording-engine.ts";
import { claimUpdate } from "./update-claims.ts";

export interface UpdateIntakeParts {
  engine: RecordingEngine;
  messenger: Messenger;
  autoEvents: readonly AutoEvent[];
  isIgnored(userId: string): boolean;
  /** Whether a start's payload must not be shown. */
  isSecretPayload(start: StartSignal): boolean;
  /** Keeps bots apart that share an outbox. */
  botScope: string;
  clock: MessengerClock;
  /** Records an auto event's call; `onceKey` identifies it within its update. */
  recordCall(call: AutoEventCall, onceKey: string | undefined): void;
}

/** Enough for a bot to come back to: it makes updates of one that it is still at. */
const REMEMBERED_UPDATES = 10_000;

const SEEN_BEFORE: RecordResult = { stored: false, reason: "duplicate" };

/** Has the engine record what the messenger's updates mean. No error in here reaches the bot. */
export class UpdateIntake {
  readonly #parts: UpdateIntakeParts;
  /** The tracker that claims updates; adapters find it by the update. */
  readonly #owner: object;
  readonly #seen = new RecentKeys(REMEMBERED_UPDATES);

  constructor(owner: object, parts: UpdateIntakeParts) {
    this.#owner = owner;
    this.#parts = parts;
  }

  /** The same object counts once, whoever passes it. */
  take(update: unknown): void {
    if (typeof update !== "object" || update === null) return;
    try {
      if (claimUpdate(update, this.#owner)) this.#take(update);
    } catch (error) {
      this.#logFailure(error);
    }
  }

  /** A call to the messenger failed: if its recipient has blocked the bot, that is a stop at this moment. */
  takeSendFailure(call: FailedCall): void {
    const { engine, messenger, isIgnored, clock } = this.#parts;
    this.#safely(() => {
      const failure = messenger.readSendFailure(call);
      if (failure === undefined || isIgnored(failure.userId)) return;
      const date = Math.floor(clock.nowMs() / 1000);
      const recorded = this.#stop({ userId: failure.userId, date, failedSend: true }, []);
      const what = (): string => `failed ${call.method}: user ${failure.userId} has blocked the bot`;
      explainRecordResult(engine.messages, what, recorded);
    });
  }

  #take(update: object): void {
    const { engine, messenger, clock, autoEvents, isIgnored, isSecretPayload } = this.#parts;
    const date = messenger.updateDateOf(update);
    if (date !== undefined) clock.sawReceived(date);
    const updateKey = messenger.updateKeyOf(update);
    const signal = messenger.classify(update, engine.bot, this.#usesActivity());
    const forwards = signal.kind !== "start" && signal.kind !== "stop" && engine.recorder.wants("update");
    const userId = userOf(signal) ?? (forwards ? this.#doerOf(update) : undefined);
    if (userId !== undefined && isIgnored(userId)) {
      if (engine.messages.debugging) engine.messages.debug(`update ${updateKey}: skipped, user ${userId} is ignored`);
      return;
    }
    const recorded = this.#recordOnce(signal, update, updateKey);
    if (engine.messages.debugging) {
      const what = (): string => `update ${updateKey}: ${describeSignal(signal, isSecretPayload)}`;
      explainRecordResult(engine.messages, what, recorded);
    }
    if (forwards) {
      const occurrence = { kind: "update", update, ...(userId !== undefined && { userId }) } as const;
      void engine.recorder.record(occurrence, { dedupeKeys: this.#updateKeys(updateKey, "forward") });
    }
    autoEvents.forEach((autoEvent, index) => {
      this.#safely(() =>
        this.#runAutoEvent(autoEvent, update, updateKey === undefined ? undefined : `a:${updateKey}:${index}`),
      );
    });
  }

  /**
   * Bots hand themselves updates made of the one they are at (`{ ...ctx.update, message: { …, text: "/start" } }`): what
   * it was first taken for is what it counts as. The keys in the outbox cannot tell, as one that means something else
   * goes to other destinations.
   */
  #recordOnce(
    signal: Signal,
    update: object,
    updateKey: number | string | undefined,
  ): RecordResult | Promise<RecordResult> | undefined {
    if (updateKey !== undefined && !this.#seen.add(updateKey)) return SEEN_BEFORE;
    return this.#recordSignal(signal, update, updateKey);
  }

  /** Whether it matters whose activity an update is. */
  #usesActivity(): boolean {
    const { engine, autoEvents } = this.#parts;
    const { recorder, messages } = engine;
    return recorder.wants("activity") || recorder.wants("update") || autoEvents.length > 0 || messages.debugging;
  }

  #doerOf(update: object): string | undefined {
    const { engine, messenger } = this.#parts;
    const { userId } = messenger.userContextOf(update, engine.bot);
    return userId === undefined ? undefined : String(userId);
  }

  /** Undefined if there is nothing to record. */
  #recordSignal(
    signal: Signal,
    update: object,
    updateKey: number | string | undefined,
  ): RecordResult | Promise<RecordResult> | undefined {
    const { engine, botScope } = this.#parts;
    switch (signal.kind) {
      case "start": {
        const { kind: _kind, messageId, isTyped, ...start } = signal;
        const { id } = signal.user;
        const ofMessage = messageId === undefined ? [] : [userKey(id, `s:${botScope}:${messageId}`)];
        const change = { kind: isTyped ? "typed-start" : "start", date: signal.date } as const;
        return engine.recorder.record(
          { kind: "start", ...start, update },
          {
            dedupeKeys: [...this.#updateKeys(updateKey, "start"), ...ofMessage],
            person: { botId: botScope, userId: id, change },
          },
        );
      }
      case "stop":
        return this.#stop({ userId: signal.userId, date: signal.date, update }, this.#updateKeys(updateKey, "stop"));
      case "unblock":
        void engine.recorder.note({
          person: { botId: botScope, userId: signal.userId, change: { kind: "unblock", date: signal.date } },
        });
        return undefined;
      case "activity":
        if (!engine.recorder.wants("activity")) return { stored: false, reason: "not-wanted" };
        return engine.recorder.record(
          { kind: "activity", userId: signal.userId },
          { dedupeKeys: this.#updateKeys(updateKey, "activity") },
        );
      case "ignored":
        if (signal.suspicious) {
          engine.messages.warn(`ignored ${signal.reason}`, `An update was ignored: ${signal.reason}.`);
        }
        return undefined;
    }
  }

  #runAutoEvent(autoEvent: AutoEvent, update: object, onceKey: string | undefined): void {
    const { messages } = this.#parts.engine;
    const calls: unknown = autoEvent(update, (message) => messages.warn(`auto-event ${message}`, message));
    if (!Array.isArray(calls)) {
      swallowRejection(calls, () => {});
      throw new TypeError("an auto event must return an array of events and goals synchronously, not a promise");
    }
    calls.forEach((call: AutoEventCall, index) => {
      if (this.#parts.isIgnored(String(call.userId))) return;
      this.#parts.recordCall(call, onceKey === undefined ? undefined : `${onceKey}:${index}`);
    });
  }

  #stop(
    stop: Omit<Occurrence & { kind: "stop" }, "kind">,
    dedupeKeys: readonly string[],
  ): RecordResult | Promise<RecordResult> {
    const { engine, botScope } = this.#parts;
    const { userId, date, failedSend: isNow = false } = stop;
    const person = { botId: botScope, userId, change: { kind: "stop", date, ...(isNow && { isNow }) } } as const;
    return engine.recorder.record({ kind: "stop", ...stop }, { dedupeKeys, person });
  }

  #updateKeys(updateKey: number | string | undefined, what: string): string[] {
    return updateKey === undefined ? [] : [`u:${this.#parts.botScope}:${updateKey}:${what}`];
  }

  /** No error in here reaches the bot. */
  #safely(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#logFailure(error);
    }
  }

  #logFailure(error: unknown): void {
    const { messages } = this.#parts.engine;
    messages.error(
      `internal ${errorKind(error)}`,
      `The tracker failed to process an update; the bot is not affected: ${errorText(error)}`,
    );
  }
}

function userOf(signal: Signal): string | undefined {
  if (signal.kind === "start") return signal.user.id;
  return signal.kind === "ignored" ? undefined : signal.userId;
}
