import type { TgtrackTransition, TgtrackUserInfo } from "../destinations/tgtrack/tgtrack-types.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { AutoEvent } from "../intake/auto-event.ts";
import { CallIntake } from "../intake/call-intake.ts";
import { checkUserId } from "../intake/calls/check-call.ts";
import type {
  AnyEvents,
  ReachGoalCall,
  TrackEventCall,
  UserStartedCall,
  UserStoppedCall,
} from "../intake/calls/event-props.ts";
import { show } from "../intake/calls/refusal.ts";
import type { RecordResult } from "../intake/record-result.ts";
import { UpdateIntake } from "../intake/update-intake.ts";
import { warnOfClosed } from "../intake/warn-of-closed.ts";
import type { FailedCall } from "../messenger/failed-call.ts";
import type { Messenger } from "../messenger/messenger.ts";
import type { MessengerClock } from "../messenger/messenger-clock.ts";
import type { StartSignal } from "../messenger/signal.ts";
import type { UserContext } from "../messenger/user-context.ts";
import type { Ledger } from "../outbox/ledger.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { brandClass } from "../support/brand-class.ts";
import { BUILD_ID } from "../support/build-id.ts";
import { errorText } from "../support/error-text.ts";
import { withOwnErrors } from "../support/with-own-errors.ts";
import { type DeadLetters, deadLettersOf } from "./dead-letters.ts";
import type { Engine } from "./engine.ts";
import type { PersonInfo } from "./get-person.ts";
import type { Health } from "./health.ts";
import type { TrackerReads } from "./reads.ts";
import { closeMsOf, type TimeoutOptions, timeoutMsOf } from "./timeout-options.ts";
import type { TrackerInternals } from "./tracker-internals.ts";
import { type UserCalls, UserTracker } from "./user-tracker.ts";

/** What a tracker is made of; `engine` is missing when tracking is switched off. */
export interface TrackerParts {
  engine: Engine | undefined;
  messenger: Messenger;
  reads: TrackerReads;
  autoEvents: readonly AutoEvent[];
  isIgnored(userId: string): boolean;
  /** Whether a start's payload must not be shown. */
  isSecretPayload(start: StartSignal): boolean;
  /** Keeps bots apart that share an outbox. */
  botScope: string;
  /** This machine's clock. */
  nowMs(): number;
  clock: MessengerClock;
}

/**
 * Takes updates and calls and reports them to the services. Recording calls return at once, never throw and never
 * reject; their promise tells whether anything was stored. Make one with `createTracker`.
 */
export class Tracker<Events extends object = AnyEvents> {
  static {
    // Only of this very version: adapters use what is inside.
    brandClass(Tracker, `Tracker ${BUILD_ID}`);
  }

  readonly #parts: TrackerParts;
  readonly #updates: UpdateIntake | undefined;
  readonly #calls: CallIntake;
  /** @internal What adapters use; see `TrackerInternals`. The tilde puts it behind everything an editor offers. */
  readonly "~internals": TrackerInternals<Events>;
  /** What the services refused for good: look at it, mend it and send it again, or drop it. */
  readonly dead: DeadLetters;

  /** Called by `createTracker` alone: of this class only the type is exported. */
  constructor(parts: TrackerParts) {
    this.#parts = parts;
    const { engine, clock } = parts;
    this.#calls = new CallIntake({ ...parts, nowMs: () => clock.nowMs() });
    this.dead = deadLettersOf(engine, parts.nowMs);
    this["~internals"] = this.#internals();
    if (engine === undefined) return;
    this.#updates = new UpdateIntake(this, {
      ...parts,
      engine,
      recordCall: ({ kind, ...call }, onceKey) => {
        if (kind === "goal") void this.#calls.reachGoal(call as ReachGoalCall, onceKey);
        else void this.#calls.trackEvent(call as TrackEventCall, onceKey);
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
    const { engine } = this.#parts;
    try {
      engine?.identify(bot ?? {});
    } catch (error) {
      engine?.messages.error("identify", `What identify was given cannot be read: ${errorText(error)}`);
    }
  }

  /**
   * Takes an update exactly as it came from the messenger, before anything changes it. The same object, and the same
   * update delivered again, count once.
   */
  handleUpdate(update: unknown): void {
    const { engine } = this.#parts;
    if (engine?.closed === false) this.#updates?.take(update);
    else if (engine !== undefined) warnOfClosed(engine.messages, "An update");
  }

  /**
   * Takes a call to the messenger that failed: if it says that the person blocked the bot, that is a stop.
   */
  handleSendFailure(call: FailedCall): void {
    if (this.#parts.engine?.closed === false) this.#updates?.takeSendFailure(call);
  }

  /** Records an event. Need not be awaited. */
  trackEvent(call: TrackEventCall): Promise<RecordResult> {
    return this.#calls.trackEvent(call, undefined);
  }

  /** Records that a person reached a goal of the ad system. Need not be awaited. */
  reachGoal(call: ReachGoalCall): Promise<RecordResult> {
    return this.#calls.reachGoal(call, undefined);
  }

  /** Records a start that no update tells of. `startValue` is the payload, if there was one. */
  userStarted(call: UserStartedCall): Promise<RecordResult> {
    return this.#calls.userStarted(call);
  }

  /** Records a stop that no update tells of. One that changes nothing (already stopped) is not sent. */
  userStopped(call: UserStoppedCall): Promise<RecordResult> {
    return this.#calls.userStopped(call);
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
  async getUserInfo(userId: number | string | bigint): Promise<TgtrackUserInfo> {
    const id = checkUserId(userId);
    if (!id.ok) throw new TrackerConfigError(`getUserInfo: ${id.message}.`);
    return this.#parts.reads.getUserInfo(id.value);
  }

  /**
   * A MAX bot's person: how they came to it last, within 7 days, by TGTrack. Rejects like `getUserInfo`; with a
   * `TgtrackError` where there was no such visit, and with a `TrackerConfigError` for a Telegram bot, of which TGTrack
   * does not tell this.
   */
  async getUserLastTransition(userId: number | string | bigint): Promise<TgtrackTransition> {
    const id = checkUserId(userId);
    if (!id.ok) throw new TrackerConfigError(`getUserLastTransition: ${id.message}.`);
    return this.#parts.reads.getUserLastTransition(id.value);
  }

  /**
   * How many people used the bot in the last `seconds` (default 120, at most 600), by HowUsedBot. Rejects like
   * `getUserInfo`.
   */
  async getOnline(seconds?: number): Promise<number> {
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 600)) {
      throw new TrackerConfigError(`getOnline: expected whole seconds from 1 to 600, got ${show(seconds)}.`);
    }
    return this.#parts.reads.getOnline(seconds);
  }

  /**
   * What this tracker has recorded of a person: whether they started the bot, and whether they block it now. Undefined
   * for somebody of whom it has recorded neither a start nor a block, such as who came before there was a tracker, is
   * one of `ignoreUsers` or was purged; also when tracking is switched off, or the outbox cannot be read within a
   * second. Asks no service and spends no quota.
   *
   * @throws {TrackerConfigError} `userId` is no person's id
   */
  async getPerson(userId: number | string | bigint): Promise<PersonInfo | undefined> {
    const id = checkUserId(userId);
    if (!id.ok) throw new TrackerConfigError(`getPerson: ${id.message}.`);
    return this.#parts.engine?.getPerson(this.#parts.botScope, id.value);
  }

  /** Helpers for one person. `context` ties their calls to an update, so a replay counts once. */
  forUser(
    userId: number | string | bigint | undefined,
    context: Omit<UserContext, "userId"> = {},
  ): UserTracker<Events> {
    return this["~internals"].forUpdate(() => ({ ...context, userId }));
  }

  /** Sends what can be sent in time. `pending` is what is left, of all destinations together. */
  async flush(options?: TimeoutOptions): Promise<{ delivered: number; pending: number }> {
    return (await this.#parts.engine?.flush(timeoutMsOf(options))) ?? { delivered: 0, pending: 0 };
  }

  /**
   * Sends what can be sent in time, then stops for good. The process can end then. Without `timeoutMs` it takes 5 s at
   * most, of which a `bot.stop()` just before has used its part.
   */
  async close(options?: TimeoutOptions): Promise<void> {
    // Without a time of its own it shares that of an end that has begun: `bot.stop()` just before takes 5 s too.
    await this.#parts.engine?.close(closeMsOf(options));
  }

  /** What was accepted and what became of it, per destination. */
  ledger(): Ledger {
    return this.#parts.engine?.ledger() ?? {};
  }

  /** How each destination is doing: what holds it, how old the oldest waiting delivery is, how full its quota is. */
  health(): Health {
    return this.#parts.engine?.health() ?? {};
  }

  /**
   * Removes everything about a person: queued deliveries, dead letters, what is remembered. Resolves to the number of
   * deliveries removed.
   */
  async purgeUser(userId: number | string | bigint): Promise<number> {
    const id = withOwnErrors(
      (problem) => new TrackerConfigError(`purgeUser: \`userId\` cannot be read: ${problem}`),
      () => String(userId),
    );
    return (await this.#parts.engine?.outbox.purgeUser(id)) ?? 0;
  }

  #internals(): TrackerInternals<Events> {
    const { engine, messenger, clock } = this.#parts;
    const attachments = new Map<symbol, object>();
    const target: UserCalls = {
      trackEvent: (call, onceKey) => this.#calls.trackEvent(call, onceKey),
      reachGoal: (call, onceKey) => this.#calls.reachGoal(call, onceKey),
      ofNobody: (method, subject) => this.#calls.ofNobody(method, subject),
      unreadable: (method, error) => this.#calls.unreadable(method, error),
      getUserInfo: (userId) => this.getUserInfo(userId),
      getUserLastTransition: (userId) => this.getUserLastTransition(userId),
    };
    return {
      reference: typeof WeakRef === "undefined" ? undefined : new WeakRef(this),
      messenger,
      forUpdate: (read) => new UserTracker<Events>(target, read),
      isHelper: (value) => UserTracker.passesTo(target, value),
      say: (level, topic, message) => {
        if (level === "debug") engine?.messages.debug(message);
        else engine?.messages[level](topic, message);
      },
      callBegins: () => clock.callBegins(),
      isGivenAgain: (call) => clock.isGivenAgain(call),
      callAnswered: (method, result, call) => {
        const date = messenger.sentDateIn(method, result);
        if (date !== undefined) clock.sawSent(date, call);
      },
      standDown: async () => engine?.standDown(),
      attached: <T extends object>(key: symbol, make: () => T): T => {
        const attachment = (attachments.get(key) as T | undefined) ?? make();
        attachments.set(key, attachment);
        return attachment;
      },
    };
  }
}
