import type { TgtrackTransition, TgtrackUserInfo } from "../destinations/tgtrack/tgtrack-types.ts";
import { toEventOptions } from "../intake/calls/event-labels.ts";
import type { AnyEvents, EventPropsArgs, ReachGoalCall, TrackEventCall } from "../intake/calls/event-props.ts";
import type { RecordResult } from "../intake/record-result.ts";
import type { UserContext } from "../messenger/user-context.ts";
import { brandClass } from "../support/brand-class.ts";

/** The start that an update is: its payload, `""` for a bare `/start`. */
export interface StartInfo {
  payload: string;
}

/**
 * What an adapter adds to a bot's context. `Events` names the bot's events and their properties, so a wrong name or
 * property does not compile.
 *
 * @example
 * const bot = new Bot<Context & TrackerFlavor<{ sale: { amount: number } }>>(token);
 */
export interface TrackerFlavor<Events extends object = AnyEvents> {
  tracker: UserTracker<Events>;
}

/** What helpers pass their calls to. `onceKey` identifies a call within its update, so a replay counts once. */
export interface UserCalls {
  trackEvent(call: TrackEventCall, onceKey: string | undefined): Promise<RecordResult>;
  reachGoal(call: ReachGoalCall, onceKey: string | undefined): Promise<RecordResult>;
  /** A call that has no person to be about. */
  ofNobody(method: string, subject: string): Promise<RecordResult>;
  unreadable(method: string, error: unknown): Promise<RecordResult>;
  getUserInfo(userId: number | string | bigint): Promise<TgtrackUserInfo>;
  getUserLastTransition(userId: number | string | bigint): Promise<TgtrackTransition>;
}

/** Tracking with the user already named: `ctx.tracker`, or `tracker.forUser(id)`. */
export class UserTracker<Events extends object = AnyEvents> {
  static {
    brandClass(UserTracker, "UserTracker");
  }

  readonly #target: UserCalls;
  readonly #read: () => UserContext;
  #known: UserContext | undefined;
  /** How often each name was used in this update: a replayed handler must produce the same keys. */
  #calls: Map<string, number> | undefined;

  /** @internal Use `tracker.forUser`. `read` runs when a helper is first used: most updates use none. */
  constructor(target: UserCalls, read: () => UserContext) {
    this.#target = target;
    this.#read = read;
  }

  /** @internal Whether a value is a helper that passes its calls to `target`. */
  static passesTo(target: UserCalls, value: unknown): boolean {
    return typeof value === "object" && value !== null && #target in value && value.#target === target;
  }

  get #context(): UserContext {
    this.#known ??= this.#read();
    return this.#known;
  }

  /** This update's start, or undefined when it is not one. */
  get start(): StartInfo | undefined {
    const { startPayload } = this.#context;
    return startPayload === undefined ? undefined : { payload: startPayload };
  }

  /**
   * Records an event. Reserved names (`amount`, `result`, `conversionTarget`, `labels`, `params`, `date`,
   * `registeredAt`, `key`) mean what `EventOptions` says; any other property becomes a label. Need not be awaited and
   * never rejects. The same call in the same update, replayed or redelivered, counts once.
   *
   * @example
   * ctx.tracker.trackEvent("sale", { amount: 1500, result: "success", product: "course" });
   */
  trackEvent<Name extends keyof Events & string>(
    name: Name,
    ...[props]: EventPropsArgs<Events[Name]>
  ): Promise<RecordResult> {
    return this.#safely("trackEvent", () => {
      const { userId = "", date, isNobodys } = this.#context;
      if (isNobodys) return this.#target.ofNobody("trackEvent", name);
      const call = { ...(date !== undefined && { date }), ...toEventOptions(props ?? {}), userId, event: name };
      return this.#target.trackEvent(call, this.#onceKey("e", name));
    });
  }

  /** Records that the person reached a goal of the ad system. With `key`, once per user, target and key. */
  reachGoal(target: string, options?: { key?: string }): Promise<RecordResult> {
    return this.#safely("reachGoal", () => {
      if (this.#context.isNobodys) return this.#target.ofNobody("reachGoal", target);
      const key = options?.key;
      const call = { userId: this.#context.userId ?? "", target, ...(key !== undefined && { key }) };
      return this.#target.reachGoal(call, this.#onceKey("g", target));
    });
  }

  /** Whatever a bot passes, it is the tracker's business and not the handler's. */
  #safely(method: string, record: () => Promise<RecordResult>): Promise<RecordResult> {
    try {
      return record();
    } catch (error) {
      return this.#target.unreadable(method, error);
    }
  }

  /** What TGTrack knows of the person. Waits at most 5 s for room in the quota, then rejects. */
  getUserInfo(): Promise<TgtrackUserInfo> {
    return this.#target.getUserInfo(this.#context.userId ?? "");
  }

  /** For MAX bots: how the person came last, within 7 days, by TGTrack. Rejects like `getUserInfo`. */
  getUserLastTransition(): Promise<TgtrackTransition> {
    return this.#target.getUserLastTransition(this.#context.userId ?? "");
  }

  #onceKey(kind: "e" | "g", called: unknown): string | undefined {
    const { updateId } = this.#context;
    // A name that is not a string is refused, so it needs no key.
    if (updateId === undefined || typeof called !== "string") return undefined;
    const name = `${kind}:${called}`;
    this.#calls ??= new Map();
    const count = (this.#calls.get(name) ?? 0) + 1;
    this.#calls.set(name, count);
    return `c:${updateId}:${name}:${count}`;
  }
}
