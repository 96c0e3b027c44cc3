import { BotHooks } from "./adapter/bot-hooks.ts";
import type { AutoEvent } from "./auto-events/auto-event.ts";
import { callKeys } from "./calls/call-keys.ts";
import { checkReachGoal, checkTrackEvent, checkUserId, show } from "./calls/check-call.ts";
import { checkUserStarted, checkUserStopped } from "./calls/check-person-call.ts";
import type {
  AnyEvents,
  ReachGoalCall,
  TrackEventCall,
  UserStartedCall,
  UserStoppedCall,
} from "./calls/event-props.ts";
import type { NotStoredReason, Recorded } from "./calls/recorded.ts";
import type { Checked } from "./checked.ts";
import type { Occurrence } from "./destinations/destination.ts";
import type { TgtrackUserInfo } from "./destinations/tgtrack/tgtrack-types.ts";
import type { Engine } from "./engine.ts";
import { TrackerConfigError } from "./errors/tracker-config-error.ts";
import { explainRecorded } from "./explain-recorded.ts";
import type { Health } from "./health.ts";
import type { Ledger } from "./ledger.ts";
import type { DeadLetter } from "./outbox/delivery.ts";
import type { DeadLetterFilter } from "./outbox/outbox.ts";
import { type Patience, patienceMs } from "./patience.ts";
import type { TrackerReads } from "./reads.ts";
import type { RecordContext } from "./recorder.ts";
import type { FailedCall } from "./telegram/send-failure.ts";
import type { BotIdentity } from "./telegram/signal.ts";
import { UpdateIntake } from "./update-intake.ts";
import { type UserContext, UserTracker } from "./user-tracker.ts";

/** What the services refused for good. */
export interface DeadLetters {
  list(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /**
   * Sends a letter again, with `body` in place of its own. False when there is no such letter, or when `body` is not
   * the JSON text of an object: then a message says so and the letter stays.
   */
  retry(id: string, mended?: { body?: string }): Promise<boolean>;
  /** Forgets a letter; it is counted as `purged`. False when there is no such letter. */
  drop(id: string): Promise<boolean>;
}

/** What a tracker is made of; `engine` is missing when tracking is switched off. */
export interface TrackerParts {
  engine: Engine | undefined;
  reads: TrackerReads;
  autoEvents: readonly AutoEvent[];
  isIgnored(userId: string): boolean;
  /** Whether a start's payload must not be shown. */
  isSecretPayload(payload: string): boolean;
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
  readonly #intake: UpdateIntake | undefined;
  /** @internal What adapters tell of their framework. */
  readonly hooks: BotHooks = new BotHooks(this);

  /** @internal Use `createTracker`. */
  constructor(parts: TrackerParts) {
    this.#parts = parts;
    const { engine } = parts;
    if (engine === undefined) return;
    this.#intake = new UpdateIntake(this, {
      ...parts,
      engine,
      recordCall: (call, onceKey) => {
        if (call.kind === "goal") void this.reachGoalOnce(call, onceKey);
        else void this.trackEventOnce(call, onceKey);
      },
    });
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
    this.#parts.engine?.identify(bot);
  }

  /**
   * Takes an update exactly as it came from Telegram, before anything changes it. The same object, and the same
   * `update_id`, count once.
   */
  handleUpdate(update: unknown): void {
    if (this.#parts.engine?.closed === false) this.#intake?.take(update);
  }

  /**
   * Takes a call to Telegram that failed: if it says that the person blocked the bot, that is a stop.
   */
  handleSendFailure(call: FailedCall): void {
    if (this.#parts.engine?.closed === false) this.#intake?.takeSendFailure(call);
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
  userStarted(call: UserStartedCall): Promise<Recorded> {
    return this.#record("start", "userStarted", call?.user?.id, (nowMs) => {
      const start = checkUserStarted(call, nowMs);
      if (!start.ok) return start;
      const { user, date } = start.value;
      const person = this.#person(user.id, "start", date);
      return { ok: true, value: { occurrence: start.value, context: { dedupeKeys: [], person } } };
    });
  }

  /** Records a stop that no update tells of. One that changes nothing (already stopped) is not sent. */
  userStopped(call: UserStoppedCall): Promise<Recorded> {
    return this.#record("stop", "userStopped", call?.userId, (nowMs) => {
      const stop = checkUserStopped(call, nowMs);
      if (!stop.ok) return stop;
      const { userId, date } = stop.value;
      const person = this.#person(userId, "stop", date);
      return { ok: true, value: { occurrence: stop.value, context: { dedupeKeys: [], person } } };
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
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 600)) {
      throw new TrackerConfigError(`getOnline: expected whole seconds from 1 to 600, got ${show(seconds)}.`);
    }
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
  async flush(patience?: Patience): Promise<{ delivered: number; pending: number }> {
    return (await this.#parts.engine?.flush({ timeoutMs: patienceMs(patience) })) ?? { delivered: 0, pending: 0 };
  }

  /** Sends what can be sent in time, then stops for good. The process can end then. */
  async close(patience?: Patience): Promise<void> {
    await this.#parts.engine?.close({ timeoutMs: patienceMs(patience) });
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
    retry: async (id, mended) => {
      const { engine, nowMs } = this.#parts;
      const body = mended?.body;
      if (engine === undefined) return false;
      if (body === undefined || isJsonObject(body)) return engine.outbox.retryDead(id, nowMs(), body);
      engine.messages.error("dead-retry", "dead.retry was not done: `body` must be the JSON text of an object.");
      return false;
    },
    drop: async (id) => (await this.#parts.engine?.outbox.dropDead(id)) ?? false,
  };

  /** Forgets a person: what waits, what is dead, what is remembered. The number of deliveries that went. */
  async purgeUser(userId: number | string): Promise<number> {
    return (await this.#parts.engine?.outbox.purgeUser(String(userId))) ?? 0;
  }

  /** @internal For helpers on `ctx`: `onceKey` names the call within its update. */
  trackEventOnce(call: TrackEventCall, onceKey: string | undefined): Promise<Recorded> {
    return this.#record("event", "trackEvent", call?.event, (nowMs) => {
      const event = checkTrackEvent(call, nowMs);
      if (!event.ok) return event;
      const { userId, event: name } = event.value;
      const keys = callKeys({ botScope: this.#parts.botScope, userId, name: `e:${name}`, key: call.key, onceKey });
      return keys.ok ? { ok: true, value: { occurrence: event.value, context: { dedupeKeys: keys.value } } } : keys;
    });
  }

  /** @internal For helpers on `ctx`: `onceKey` names the call within its update. */
  reachGoalOnce(call: ReachGoalCall, onceKey: string | undefined): Promise<Recorded> {
    return this.#record("goal", "reachGoal", call?.target, (nowMs) => {
      const goal = checkReachGoal(call, nowMs);
      if (!goal.ok) return goal;
      const { userId, target } = goal.value;
      const keys = callKeys({ botScope: this.#parts.botScope, userId, name: `g:${target}`, key: call.key, onceKey });
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

  #person(userId: string, kind: "start" | "stop", date: number): NonNullable<RecordContext["person"]> {
    return { botId: this.#parts.botScope, userId, change: { kind, date } };
  }

  /** The common way of every call by hand: check, record, and never let anything out but the result. */
  async #record(
    kind: Occurrence["kind"],
    method: string,
    subject: unknown,
    check: (nowMs: number) => Checked<{ occurrence: Occurrence; context: RecordContext }>,
  ): Promise<Recorded> {
    const { engine, isIgnored, nowMs } = this.#parts;
    if (engine === undefined) return notStored("disabled");
    if (engine.closed) return notStored("closed");
    const name = (): string => `${method} ${show(subject)}`;
    try {
      const checked = check(nowMs());
      if (!checked.ok) {
        engine.messages.error(`invalid ${name()}`, `${name()} was not recorded: ${checked.message}.`);
        await engine.refuse(kind, "invalid");
        return notStored("invalid");
      }
      const { occurrence, context } = checked.value;
      const userId = occurrence.kind === "start" ? occurrence.user.id : (occurrence.userId ?? "");
      const recorded = isIgnored(userId) ? notStored("ignored-user") : engine.record(occurrence, context);
      explainRecorded(engine.messages, () => `${name()} of user ${userId}`, recorded);
      return await recorded;
    } catch (error) {
      engine.messages.error("internal", `${name()} could not be recorded: ${String(error)}`);
      return notStored("error");
    }
  }
}

function notStored(reason: NotStoredReason): Recorded {
  return { stored: false, reason };
}

function isJsonObject(text: unknown): boolean {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
