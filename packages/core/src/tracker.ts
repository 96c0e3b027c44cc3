import { BotHooks } from "./adapter/bot-hooks.ts";
import { claimUpdate } from "./adapter/update-claims.ts";
import type { AutoEvent, AutoEventCall } from "./auto-events/auto-event.ts";
import { type Checked, checkDate, checkKey, checkReachGoal, checkTrackEvent, checkUserId } from "./calls/check-call.ts";
import type { AnyEvents, EventDate, ReachGoalCall, TrackEventCall } from "./calls/event-props.ts";
import type { NotStoredReason, Recorded } from "./calls/recorded.ts";
import type { Occurrence } from "./destinations/destination.ts";
import type { TgtrackUserInfo } from "./destinations/tgtrack/tgtrack-types.ts";
import type { Engine } from "./engine.ts";
import { TrackerConfigError } from "./errors/tracker-config-error.ts";
import type { Health } from "./health.ts";
import type { Ledger } from "./ledger.ts";
import type { DeadLetter } from "./outbox/delivery.ts";
import type { DeadLetterFilter } from "./outbox/outbox.ts";
import type { RecordContext } from "./recorder.ts";
import { classifyUpdate, updateIdOf } from "./telegram/classify-update.ts";
import { type FailedCall, readSendFailure } from "./telegram/send-failure.ts";
import type { BotIdentity, BotUser, Signal } from "./telegram/signal.ts";
import { type UserContext, UserTracker } from "./user-tracker.ts";

/** A person as Telegram's own objects spell them, such as `ctx.from`. */
export interface UserLike {
  id: number | string;
  first_name?: string;
  last_name?: string;
  username?: string;
}

/** How long to wait at most, in milliseconds. */
export interface Patience {
  /** @default 5000 */
  timeoutMs?: number;
}

/** What the services refused for good. */
export interface DeadLetters {
  list(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /** Sends a letter again, with `body` (JSON text) in place of its own. False when there is no such letter. */
  retry(id: string, mended?: { body?: string }): Promise<boolean>;
  /** Forgets a letter; it is counted as `purged`. False when there is no such letter. */
  drop(id: string): Promise<boolean>;
}

/** Reads that need a service of their own. */
export interface TrackerReads {
  getUserInfo(userId: string): Promise<TgtrackUserInfo>;
  getOnline(seconds?: number): Promise<number>;
}

/** What a tracker is made of; `engine` is missing when tracking is switched off. */
export interface TrackerParts {
  engine: Engine | undefined;
  reads: TrackerReads;
  autoEvents: readonly AutoEvent[];
  isIgnored(userId: string): boolean;
  /** Keeps bots apart that share an outbox. */
  botScope: string;
  nowMs(): number;
}

/**
 * Takes updates and calls and sees to it that the services hear of them. Recording calls return at once, never throw
 * and never reject; what they promise is whether something was stored. Make one with `createTracker`.
 */
export class Tracker<Events extends object = AnyEvents> {
  readonly #parts: TrackerParts;
  /** @internal What adapters tell of their framework. */
  readonly hooks: BotHooks = new BotHooks(this);

  /** @internal Use `createTracker`. */
  constructor(parts: TrackerParts) {
    this.#parts = parts;
  }

  /** False when tracking is switched off: calls are accepted and do nothing. */
  get enabled(): boolean {
    return this.#parts.engine !== undefined;
  }

  /** Who the bot is, as far as it is known. */
  get bot(): BotIdentity | undefined {
    return this.#parts.engine?.bot;
  }

  /** Tells the tracker who the bot is, where that was not known at construction. */
  identify(bot: BotIdentity): void {
    this.#safely(() => this.#parts.engine?.identify(bot));
  }

  /**
   * Takes an update exactly as it came from Telegram, before anything changes it. The same object, and the same
   * `update_id`, count once.
   */
  handleUpdate(update: unknown): void {
    const { engine } = this.#parts;
    if (engine === undefined || engine.closed || typeof update !== "object" || update === null) return;
    this.#safely(() => {
      if (claimUpdate(update, this)) this.#take(engine, update);
    });
  }

  /**
   * Takes a call to Telegram that failed: if it says that the person blocked the bot, that is a stop.
   */
  handleSendFailure(call: FailedCall): void {
    const { engine, isIgnored, nowMs } = this.#parts;
    if (engine === undefined || engine.closed) return;
    this.#safely(() => {
      const failure = readSendFailure(call);
      if (failure === undefined || isIgnored(failure.userId)) return;
      void this.#stop(engine, failure.userId, Math.floor(nowMs() / 1000), [], undefined);
    });
  }

  /** Records an event. Need not be awaited. */
  trackEvent(call: TrackEventCall): Promise<Recorded> {
    return this.trackEventOnce(call, undefined);
  }

  /** Records that a person reached a goal of the ad system. Need not be awaited. */
  reachGoal(call: ReachGoalCall): Promise<Recorded> {
    return this.reachGoalOnce(call, undefined);
  }

  /** Records a start that no update tells of. `startValue` is the payload, if there was one. */
  userStarted({ user, startValue = "" }: { user: UserLike; startValue?: string }): Promise<Recorded> {
    return this.#record("start", "userStarted", (nowMs) => {
      const id = checkUserId(user?.id);
      if (!id.ok) return id;
      const date = Math.floor(nowMs / 1000);
      const person = toBotUser(id.value, user);
      const payloadKind = startValue === "" ? "none" : /^[\w-]{1,64}$/.test(startValue) ? "deep-link" : "typed";
      return {
        ok: true,
        value: {
          occurrence: { kind: "start", user: person, payload: String(startValue), payloadKind, date },
          context: { dedupeKeys: [], person: this.#person(id.value, "start", date) },
        },
      };
    });
  }

  /** Records a stop that no update tells of. One that changes nothing (already stopped) is not sent. */
  userStopped({ userId, date }: { userId: number | string; date?: EventDate }): Promise<Recorded> {
    return this.#record("stop", "userStopped", (nowMs) => {
      const id = checkUserId(userId);
      if (!id.ok) return id;
      const at = checkDate("date", date ?? Math.floor(nowMs / 1000));
      if (!at.ok) return at;
      return {
        ok: true,
        value: {
          occurrence: { kind: "stop", userId: id.value, date: at.value },
          context: { dedupeKeys: [], person: this.#person(id.value, "stop", at.value) },
        },
      };
    });
  }

  /**
   * What TGTrack knows of a person: when they came, from where, whether they left. Spends the quota; waits at most 5 s
   * for room in it.
   *
   * @throws {QuotaExhaustedError} no room in time
   * @throws {KeyHeldError} requests are on hold
   * @throws {TgtrackError} TGTrack refused (405: it does not know the person)
   * @throws {TrackerConfigError} TGTrack is not among the destinations
   */
  async getUserInfo(userId: number | string): Promise<TgtrackUserInfo> {
    const id = checkUserId(userId);
    if (!id.ok) throw new TrackerConfigError(`getUserInfo: ${id.message}.`);
    return this.#parts.reads.getUserInfo(id.value);
  }

  /** How many people used the bot in the last `seconds` (default 120, at most 600), by HowUsedBot. Rejects like `getUserInfo`. */
  async getOnline(seconds?: number): Promise<number> {
    return this.#parts.reads.getOnline(seconds);
  }

  /** Helpers with the person already named. `context` ties them to an update, so that a replay counts once. */
  forUser(userId: number | string | undefined, context: Omit<UserContext, "userId"> = {}): UserTracker<Events> {
    return this.forUpdate(() => ({ ...context, userId }));
  }

  /** @internal Helpers for an update that is read only when one of them is used. */
  forUpdate(read: () => UserContext): UserTracker<Events> {
    return new UserTracker<Events>(this, read);
  }

  /** Sends what can be sent in time. `pending` is what is left, of all destinations together. */
  async flush(patience: Patience = {}): Promise<{ delivered: number; pending: number }> {
    return (await this.#parts.engine?.flush(patience)) ?? { delivered: 0, pending: 0 };
  }

  /** Sends what can be sent in time, then stops for good. The process can end then. */
  async close(patience: Patience = {}): Promise<void> {
    await this.#parts.engine?.close(patience);
  }

  /** What was accepted and what became of it, per destination. */
  ledger(): Ledger {
    return this.#parts.engine?.ledger() ?? {};
  }

  /** How each destination is doing: what holds it, how old the oldest waiting delivery is, how full its quota is. */
  health(): Health {
    return this.#parts.engine?.health() ?? {};
  }

  /** What the services refused for good: look at it, mend it and send it again, or drop it. */
  readonly dead: DeadLetters = {
    list: async (filter) => (await this.#parts.engine?.outbox.deadLetters(filter)) ?? [],
    retry: async (id, { body } = {}) =>
      (await this.#parts.engine?.outbox.retryDead(id, this.#parts.nowMs(), body)) ?? false,
    drop: async (id) => (await this.#parts.engine?.outbox.dropDead(id)) ?? false,
  };

  /** Forgets a person: what waits, what is dead, what is remembered. The number of deliveries that went. */
  async purgeUser(userId: number | string): Promise<number> {
    return (await this.#parts.engine?.outbox.purgeUser(String(userId))) ?? 0;
  }

  /** @internal For helpers on `ctx`: `onceKey` names the call within its update. */
  trackEventOnce(call: TrackEventCall, onceKey: string | undefined): Promise<Recorded> {
    return this.#record("event", `trackEvent ${String(call?.event)}`, (nowMs) => {
      const event = checkTrackEvent(call, nowMs);
      if (!event.ok) return event;
      const keys = this.#callKeys(`e:${event.value.userId}:${event.value.event}`, call.key, onceKey);
      return keys.ok ? { ok: true, value: { occurrence: event.value, context: { dedupeKeys: keys.value } } } : keys;
    });
  }

  /** @internal For helpers on `ctx`: `onceKey` names the call within its update. */
  reachGoalOnce(call: ReachGoalCall, onceKey: string | undefined): Promise<Recorded> {
    return this.#record("goal", `reachGoal ${String(call?.target)}`, (nowMs) => {
      const goal = checkReachGoal(call, nowMs);
      if (!goal.ok) return goal;
      const keys = this.#callKeys(`g:${goal.value.userId}:${goal.value.target}`, call.key, onceKey);
      return keys.ok ? { ok: true, value: { occurrence: goal.value, context: { dedupeKeys: keys.value } } } : keys;
    });
  }

  /** @internal The engine's voice, for adapters. */
  say(level: "warn" | "error" | "debug", topic: string, message: string): void {
    const messages = this.#parts.engine?.messages;
    if (level === "debug") messages?.debug(message);
    else messages?.[level](topic, message);
  }

  /** @internal Blots a secret (a bot token) out of every message. */
  hide(secret: string): void {
    this.#parts.engine?.messages.hide(secret);
  }

  #take(engine: Engine, update: object): void {
    const updateId = updateIdOf(update);
    const signal = classifyUpdate(update, engine.bot);
    const { autoEvents, isIgnored } = this.#parts;
    const userId = userOf(signal);
    if (userId !== undefined && isIgnored(userId)) {
      if (engine.messages.debugging) engine.messages.debug(`update ${updateId}: skipped, user ${userId} is ignored`);
      return;
    }
    this.#recordSignal(engine, signal, update, updateId);
    if (signal.kind !== "start" && signal.kind !== "stop" && engine.wants("update")) {
      void engine.record({ kind: "update", update }, { dedupeKeys: this.#updateKeys(updateId, "forward") });
    }
    for (const autoEvent of autoEvents) {
      this.#safely(() => {
        autoEvent(update).forEach((call, index) => {
          this.#recordAuto(
            call,
            updateId === undefined ? undefined : `a:${updateId}:${autoEvents.indexOf(autoEvent)}:${index}`,
          );
        });
      });
    }
  }

  #recordSignal(engine: Engine, signal: Signal, update: object, updateId: number | undefined): void {
    const { messages } = engine;
    if (messages.debugging) messages.debug(`update ${updateId}: ${describe(signal)}`);
    switch (signal.kind) {
      case "start": {
        const { kind: _kind, messageId, ...start } = signal;
        const { id } = signal.user;
        void engine.record(
          { kind: "start", ...start, update },
          {
            dedupeKeys: [...this.#updateKeys(updateId, "start"), `s:${this.#parts.botScope}:${id}:${messageId}`],
            person: this.#person(id, "start", signal.date),
          },
        );
        return;
      }
      case "stop":
        void this.#stop(engine, signal.userId, signal.date, this.#updateKeys(updateId, "stop"), update);
        return;
      case "unblock":
        void engine.note({ person: this.#person(signal.userId, "unblock", signal.date) });
        return;
      case "activity":
        if (!engine.wants("activity")) return;
        void engine.record(
          { kind: "activity", userId: signal.userId },
          { dedupeKeys: this.#updateKeys(updateId, "activity") },
        );
        return;
      case "ignored":
        if (signal.suspicious) messages.warn(`ignored ${signal.reason}`, `An update was ignored: ${signal.reason}.`);
    }
  }

  #recordAuto(call: AutoEventCall, onceKey: string | undefined): void {
    if (this.#parts.isIgnored(String(call.userId))) return;
    if (call.kind === "goal") void this.reachGoalOnce(call, onceKey);
    else void this.trackEventOnce(call, onceKey);
  }

  #stop(engine: Engine, userId: string, date: number, keys: readonly string[], update: object | undefined): unknown {
    return engine.record(
      { kind: "stop", userId, date, ...(update !== undefined && { update }) },
      { dedupeKeys: keys, person: this.#person(userId, "stop", date) },
    );
  }

  #person(userId: string, kind: "start" | "stop" | "unblock", date: number): NonNullable<RecordContext["person"]> {
    return { botId: this.#parts.botScope, userId, change: { kind, date } };
  }

  #updateKeys(updateId: number | undefined, what: string): string[] {
    return updateId === undefined ? [] : [`u:${this.#parts.botScope}:${updateId}:${what}`];
  }

  #callKeys(name: string, key: unknown, onceKey: string | undefined): Checked<string[]> {
    const checked = checkKey(key);
    if (!checked.ok) return checked;
    const { botScope } = this.#parts;
    if (checked.value !== undefined) return { ok: true, value: [`k:${botScope}:${name}:${checked.value}`] };
    return { ok: true, value: onceKey === undefined ? [] : [`${botScope}:${onceKey}`] };
  }

  /** The common way of every call by hand: check, record, and never let anything out but the result. */
  async #record(
    kind: Occurrence["kind"],
    name: string,
    check: (nowMs: number) => Checked<{ occurrence: Occurrence; context: RecordContext }>,
  ): Promise<Recorded> {
    const { engine, isIgnored, nowMs } = this.#parts;
    if (engine === undefined) return notStored("disabled");
    if (engine.closed) return notStored("closed");
    try {
      const checked = check(nowMs());
      if (!checked.ok) {
        engine.messages.error(`invalid ${name}`, `${name} was not recorded: ${checked.message}.`);
        return await engine.refuse(kind, "invalid");
      }
      const { occurrence, context } = checked.value;
      const userId = occurrence.kind === "start" ? occurrence.user.id : "userId" in occurrence ? occurrence.userId : "";
      if (isIgnored(userId)) return notStored("ignored-user");
      return await engine.record(occurrence, context);
    } catch (error) {
      engine.messages.error("internal", `${name} could not be recorded: ${String(error)}`);
      return notStored("error");
    }
  }

  /** Whatever goes wrong in here, the bot goes on. */
  #safely(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#parts.engine?.messages.error(
        "internal",
        `The tracker failed at an update, the bot goes on: ${String(error)}`,
      );
    }
  }
}

function notStored(reason: NotStoredReason): Recorded {
  return { stored: false, reason };
}

function userOf(signal: Signal): string | undefined {
  if (signal.kind === "start") return signal.user.id;
  return signal.kind === "ignored" ? undefined : signal.userId;
}

function toBotUser(id: string, user: UserLike): BotUser {
  return {
    id,
    firstName: user.first_name ?? "",
    ...(user.last_name !== undefined && { lastName: user.last_name }),
    ...(user.username !== undefined && { username: user.username }),
  };
}

function describe(signal: Signal): string {
  switch (signal.kind) {
    case "start":
      return `start of user ${signal.user.id}, payload ${JSON.stringify(signal.payload)} (${signal.payloadKind})`;
    case "ignored":
      return `skipped, ${signal.reason}`;
    default:
      return `${signal.kind} of user ${signal.userId}`;
  }
}
