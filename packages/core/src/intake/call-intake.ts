import type { Occurrence } from "../destinations/occurrence.ts";
import type { Messenger } from "../messenger/messenger.ts";
import type { PersonChange } from "../outbox/rules/person.ts";
import type { Checked } from "../support/checked.ts";
import { errorKind } from "../support/error-kind.ts";
import { errorText } from "../support/error-text.ts";
import { callKeys } from "./calls/call-keys.ts";
import { checkReachGoal, checkTrackEvent, isName } from "./calls/check-call.ts";
import { checkUserStarted, checkUserStopped } from "./calls/check-person-call.ts";
import { describeCall } from "./calls/describe-call.ts";
import { withLabels } from "./calls/event-labels.ts";
import type { ReachGoalCall, TrackEventCall, UserStartedCall, UserStoppedCall } from "./calls/event-props.ts";
import { shorten, show } from "./calls/refusal.ts";
import { explainRecordResult } from "./explain-record-result.ts";
import type { NotStoredReason, RecordResult } from "./record-result.ts";
import type { RecordContext } from "./recorder.ts";
import type { RecordingEngine } from "./recording-engine.ts";
import { warnOfClosed } from "./warn-of-closed.ts";

export interface CallIntakeParts {
  /** Undefined if tracking is disabled. */
  engine: RecordingEngine | undefined;
  messenger: Messenger;
  isIgnored(userId: string): boolean;
  /** Keeps bots apart that share an outbox. */
  botScope: string;
  /** The messenger's clock: what no date is given for is compared with what its updates say. */
  nowMs(): number;
}

/**
 * Checks the bot's own calls and has the engine record them. Nothing here throws or rejects. `onceKey` identifies a
 * call within its update, so that a replay counts once.
 */
export class CallIntake {
  readonly #parts: CallIntakeParts;

  constructor(parts: CallIntakeParts) {
    this.#parts = parts;
  }

  trackEvent(given: TrackEventCall, onceKey: string | undefined): Promise<RecordResult> {
    return this.#record(
      "event",
      "trackEvent",
      () => given?.event,
      (nowMs) => {
        const call = withLabels(given);
        const event = checkTrackEvent(call, nowMs);
        if (!event.ok) return event;
        const { userId, event: name } = event.value;
        const keys = callKeys({ botScope: this.#parts.botScope, userId, name: `e:${name}`, key: call.key, onceKey });
        return keys.ok ? { ok: true, value: { occurrence: event.value, context: { dedupeKeys: keys.value } } } : keys;
      },
    );
  }

  reachGoal(call: ReachGoalCall, onceKey: string | undefined): Promise<RecordResult> {
    return this.#record(
      "goal",
      "reachGoal",
      () => call?.target,
      (nowMs) => {
        const goal = checkReachGoal(call, nowMs);
        if (!goal.ok) return goal;
        const { userId, target } = goal.value;
        const keys = callKeys({ botScope: this.#parts.botScope, userId, name: `g:${target}`, key: call.key, onceKey });
        return keys.ok ? { ok: true, value: { occurrence: goal.value, context: { dedupeKeys: keys.value } } } : keys;
      },
    );
  }

  userStarted(call: UserStartedCall): Promise<RecordResult> {
    return this.#record(
      "start",
      "userStarted",
      () => call?.user?.id,
      (nowMs) => {
        const start = checkUserStarted(call, nowMs, this.#parts.messenger.payloadKindOf);
        if (!start.ok) return start;
        const { user, date } = start.value;
        const person = this.#person(user.id, { kind: "start", date, isNow: true });
        return { ok: true, value: { occurrence: start.value, context: { dedupeKeys: [], person } } };
      },
    );
  }

  userStopped(call: UserStoppedCall): Promise<RecordResult> {
    return this.#record(
      "stop",
      "userStopped",
      () => call?.userId,
      (nowMs) => {
        const stop = checkUserStopped(call, nowMs);
        if (!stop.ok) return stop;
        const { userId, date } = stop.value;
        // A date in the future, given by mistake, must not make every later start look like an old one.
        const change = { kind: "stop", date: Math.min(date, Math.floor(nowMs / 1000)) } as const;
        const person = this.#person(userId, isDated(call) ? change : { ...change, isNow: true });
        return { ok: true, value: { occurrence: stop.value, context: { dedupeKeys: [], person } } };
      },
    );
  }

  /** A call on the context of an update that is nobody's: no mistake of the bot's, so that only `debug` tells of it. */
  ofNobody(method: string, subject: unknown): Promise<RecordResult> {
    const { engine } = this.#parts;
    if (engine === undefined) return Promise.resolve(notStored("disabled"));
    const result = notStored("nobody");
    explainRecordResult(engine.messages, () => `${nameOf(method, subject)} in an update that is no person's`, result);
    return Promise.resolve(result);
  }

  /** What was passed to a call cannot even be read: a getter throws, or there is no text for it. */
  unreadable(method: string, error: unknown): Promise<RecordResult> {
    if (this.#parts.engine === undefined) return Promise.resolve(notStored("disabled"));
    return Promise.resolve(this.#failed(method, undefined, error));
  }

  #failed(method: string, subject: unknown, error: unknown): RecordResult {
    this.#parts.engine?.messages.error(
      `internal ${method} ${errorKind(error)}`,
      `${nameOf(method, subject)} could not be recorded: ${errorText(error)}`,
    );
    return notStored("error");
  }

  #person(userId: string, change: PersonChange): NonNullable<RecordContext["person"]> {
    return { botId: this.#parts.botScope, userId, change };
  }

  /** Checks and records a call; errors never leave it, only the result does. */
  #record(
    kind: Occurrence["kind"],
    method: string,
    subjectOf: () => unknown,
    check: (nowMs: number) => Checked<{ occurrence: Occurrence; context: RecordContext }>,
  ): Promise<RecordResult> {
    const { engine, isIgnored, nowMs } = this.#parts;
    if (engine === undefined) return Promise.resolve(notStored("disabled"));
    const subject = readSafely(subjectOf);
    if (engine.closed) {
      warnOfClosed(engine.messages, nameOf(method, subject));
      return Promise.resolve(notStored("closed"));
    }
    const failed = (error: unknown): RecordResult => this.#failed(method, subject, error);
    try {
      const checked = check(nowMs());
      if (!checked.ok) {
        const name = nameOf(method, subject);
        const mistake = `invalid ${topicOf(kind, method, subject)}: ${checked.mistake ?? checked.message}`;
        engine.messages.error(mistake, `${name} was not recorded: ${checked.message}.`);
        engine.messages.debug(`${name}: not stored, invalid: ${checked.message}`);
        return Promise.resolve(engine.recorder.refuse(kind, "invalid")).then(() => notStored("invalid"), failed);
      }
      const { occurrence, context } = checked.value;
      const userId = occurrence.kind === "start" ? occurrence.user.id : (occurrence.userId ?? "");
      const recorded = isIgnored(userId) ? notStored("ignored-user") : engine.recorder.record(occurrence, context);
      if (engine.messages.debugging) {
        explainRecordResult(engine.messages, () => describeCall(method, occurrence), recorded);
      }
      return recorded instanceof Promise ? recorded : Promise.resolve(recorded);
    } catch (error) {
      return Promise.resolve(failed(error));
    }
  }
}

/** Only names the call in messages; whoever throws here throws again where it is checked. */
function readSafely(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Without a date, or with a database's null, a stop is reported as it happens. */
function isDated({ date }: UserStoppedCall): boolean {
  return date !== undefined && date !== null;
}

function nameOf(method: string, subject: unknown): string {
  return `${method} ${typeof subject === "string" ? shorten(JSON.stringify(subject)) : show(subject)}`;
}

/**
 * A call with another event's or goal's name is another place in the bot's code. A person's id or a name that is none
 * is but a value, and there is no end of these.
 */
function topicOf(kind: Occurrence["kind"], method: string, subject: unknown): string {
  return (kind === "event" || kind === "goal") && isName(subject) ? nameOf(method, subject) : method;
}

function notStored(reason: NotStoredReason): RecordResult {
  return { stored: false, reason };
}
