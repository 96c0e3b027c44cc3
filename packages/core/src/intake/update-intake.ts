import type { Occurrence } from "../destinations/destination.ts";
import { describeSignal } from "../messenger/describe-signal.ts";
import type { Signal } from "../messenger/signal.ts";
import { userKey } from "../outbox/rules/user-key.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import { classifyUpdate, updateIdOf } from "../telegram/classify-update.ts";
import { type FailedCall, readSendFailure } from "../telegram/send-failure.ts";
import type { Engine } from "../tracker/engine.ts";
import type { AutoEvent, AutoEventCall } from "./auto-event.ts";
import { explainRecordResult } from "./explain-record-result.ts";
import type { RecordResult } from "./record-result.ts";
import { claimUpdate } from "./update-claims.ts";

export interface UpdateIntakeParts {
  engine: Engine;
  autoEvents: readonly AutoEvent[];
  isIgnored(userId: string): boolean;
  /** Whether a start's payload must not be shown. */
  isSecretPayload(payload: string): boolean;
  /** Keeps bots apart that share an outbox. */
  botScope: string;
  nowMs(): number;
  /** Records what an auto event said; `onceKey` names it within its update. */
  recordCall(call: AutoEventCall, onceKey: string | undefined): void;
}

/** Takes what comes from Telegram and has the engine record what it means. Nothing in here reaches the bot. */
export class UpdateIntake {
  readonly #parts: UpdateIntakeParts;
  /** Who takes updates: the tracker, by which an adapter finds it again. */
  readonly #owner: object;

  constructor(owner: object, parts: UpdateIntakeParts) {
    this.#owner = owner;
    this.#parts = parts;
  }

  /** The same object counts once, whoever shows it. */
  take(update: unknown): void {
    if (typeof update !== "object" || update === null) return;
    try {
      if (claimUpdate(update, this.#owner)) this.#take(update);
    } catch (error) {
      this.#sayFailed(error);
    }
  }

  /** A call to Telegram failed: if its recipient has blocked the bot, that is a stop at this moment. */
  takeSendFailure(call: FailedCall): void {
    const { engine, isIgnored, nowMs } = this.#parts;
    this.#safely(() => {
      const failure = readSendFailure(call);
      if (failure === undefined || isIgnored(failure.userId)) return;
      const date = Math.floor(nowMs() / 1000);
      const recorded = this.#stop({ userId: failure.userId, date, failedSend: true }, []);
      const what = (): string => `failed ${call.method}: user ${failure.userId} has blocked the bot`;
      explainRecordResult(engine.messages, what, recorded);
    });
  }

  #take(update: object): void {
    const updateId = updateIdOf(update);
    const { engine, autoEvents, isIgnored, isSecretPayload } = this.#parts;
    const signal = classifyUpdate(update, engine.bot);
    const userId = userOf(signal);
    if (userId !== undefined && isIgnored(userId)) {
      if (engine.messages.debugging) engine.messages.debug(`update ${updateId}: skipped, user ${userId} is ignored`);
      return;
    }
    const recorded = this.#recordSignal(signal, update, updateId);
    if (engine.messages.debugging) {
      const what = (): string => `update ${updateId}: ${describeSignal(signal, isSecretPayload)}`;
      explainRecordResult(engine.messages, what, recorded);
    }
    if (signal.kind !== "start" && signal.kind !== "stop" && engine.wants("update")) {
      const occurrence = { kind: "update", update, ...(userId !== undefined && { userId }) } as const;
      void engine.record(occurrence, { dedupeKeys: this.#updateKeys(updateId, "forward") });
    }
    autoEvents.forEach((autoEvent, index) => {
      this.#safely(() =>
        this.#runAutoEvent(autoEvent, update, updateId === undefined ? undefined : `a:${updateId}:${index}`),
      );
    });
  }

  /** Undefined: there is nothing to record. */
  #recordSignal(
    signal: Signal,
    update: object,
    updateId: number | undefined,
  ): RecordResult | Promise<RecordResult> | undefined {
    const { engine, botScope } = this.#parts;
    switch (signal.kind) {
      case "start": {
        const { kind: _kind, messageId, ...start } = signal;
        const { id } = signal.user;
        return engine.record(
          { kind: "start", ...start, update },
          {
            dedupeKeys: [...this.#updateKeys(updateId, "start"), userKey(id, `s:${botScope}:${messageId}`)],
            person: { botId: botScope, userId: id, change: { kind: "start", date: signal.date } },
          },
        );
      }
      case "stop":
        return this.#stop({ userId: signal.userId, date: signal.date, update }, this.#updateKeys(updateId, "stop"));
      case "unblock":
        void engine.note({
          person: { botId: botScope, userId: signal.userId, change: { kind: "unblock", date: signal.date } },
        });
        return undefined;
      case "activity":
        if (!engine.wants("activity")) return { stored: false, reason: "not-wanted" };
        return engine.record(
          { kind: "activity", userId: signal.userId },
          { dedupeKeys: this.#updateKeys(updateId, "activity") },
        );
      case "ignored":
        if (signal.suspicious) {
          engine.messages.warn(`ignored ${signal.reason}`, `An update was ignored: ${signal.reason}.`);
        }
        return undefined;
    }
  }

  #runAutoEvent(autoEvent: AutoEvent, update: object, onceKey: string | undefined): void {
    const calls: unknown = autoEvent(update);
    if (!Array.isArray(calls)) {
      swallowRejection(calls, () => {});
      throw new TypeError("an auto event must return a list of events and goals, at once and not as a promise");
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
    const { userId, date } = stop;
    const person = { botId: botScope, userId, change: { kind: "stop", date } } as const;
    return engine.record({ kind: "stop", ...stop }, { dedupeKeys, person });
  }

  #updateKeys(updateId: number | undefined, what: string): string[] {
    return updateId === undefined ? [] : [`u:${this.#parts.botScope}:${updateId}:${what}`];
  }

  /** Whatever goes wrong in here, the bot goes on. */
  #safely(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#sayFailed(error);
    }
  }

  #sayFailed(error: unknown): void {
    const { messages } = this.#parts.engine;
    messages.error("internal", `The tracker failed at an update, the bot goes on: ${String(error)}`);
  }
}

function userOf(signal: Signal): string | undefined {
  if (signal.kind === "start") return signal.user.id;
  return signal.kind === "ignored" ? undefined : signal.userId;
}
