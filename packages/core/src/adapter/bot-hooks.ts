import type { BotIdentity } from "../messenger/signal.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { AllowedUpdatesWatch } from "./allowed-updates-watch.ts";
import type { AnyMethod } from "./wrap-method.ts";

/** How a call to Telegram failed, in Telegram's words. */
export interface CallFailure {
  errorCode: number | undefined;
  description: string | undefined;
}

/** Questions to Telegram that the bot's own API object can put. */
export interface AskTelegram {
  /** Bot API `getWebhookInfo`; it tells the allowed updates of polling bots too. */
  webhookInfo(): Promise<unknown>;
  /** Bot API `getMe`, for a framework that never calls it by itself. The answer comes by `callSucceeded`. */
  me?(): Promise<unknown>;
}

/**
 * What an adapter tells of its framework, as it happens. None of these throws, waits or changes anything, so that they
 * can stand in the middle of the framework's own code.
 */
export class BotHooks {
  readonly #tracker: Tracker<object>;
  readonly #watch: AllowedUpdatesWatch;
  readonly #signals = new WeakSet<AbortSignal>();
  readonly #standIns = new WeakMap<AnyMethod, AnyMethod>();
  #ask: AskTelegram | undefined;
  #askedWho = false;
  /** The update that was shown last: it usually comes twice, from the bot and from the middleware. */
  #latest: unknown;

  constructor(tracker: Tracker<object>) {
    this.#tracker = tracker;
    this.#watch = new AllowedUpdatesWatch((message) => tracker.say("warn", "allowed-updates", message));
  }

  /** How to ask Telegram, once that is possible. */
  canAsk(ask: AskTelegram): void {
    this.#ask ??= ask;
  }

  get knowsHowToAsk(): boolean {
    return this.#ask !== undefined;
  }

  botKnown(bot: BotIdentity): void {
    this.#tracker.identify(bot);
  }

  updateReceived(update: unknown): void {
    if (update === this.#latest) return;
    this.#latest = update;
    this.#tracker.handleUpdate(update);
    try {
      this.#askWho();
      this.#watch.updateCame(this.#ask?.webhookInfo);
    } catch (error) {
      this.#sayFailed(error);
    }
  }

  /**
   * The stand-in for a method that many objects share, made once: a framework may make an API object for every update.
   */
  standInFor(original: AnyMethod, wrap: (original: AnyMethod) => AnyMethod): AnyMethod {
    let standIn = this.#standIns.get(original);
    if (standIn === undefined) {
      standIn = wrap(original);
      this.#standIns.set(original, standIn);
    }
    return standIn;
  }

  /** Before the call is made. */
  callStarted(method: string, params: unknown, signal?: AbortSignal): void {
    const name = method.toLowerCase();
    if (name !== "getupdates" && name !== "setwebhook") return;
    this.#safely(() => {
      if (signal !== undefined) this.#stopsWith(signal);
      this.#askWho();
      const list = (params as { allowed_updates?: unknown } | null | undefined)?.allowed_updates;
      this.#watch.listGiven(list, this.#ask?.webhookInfo);
    });
  }

  callSucceeded(method: string, result: unknown): void {
    if (method.toLowerCase() !== "getme" || typeof result !== "object" || result === null) return;
    const { id, username } = result as { id?: unknown; username?: unknown };
    this.#tracker.identify({
      ...((typeof id === "number" || typeof id === "string") && { id: String(id) }),
      ...(typeof username === "string" && { username }),
    });
  }

  callFailed(method: string, params: unknown, { errorCode, description }: CallFailure): void {
    this.#tracker.handleSendFailure({ method, params, errorCode, description });
  }

  /** The bot is stopping: sends what can be sent in time. Never rejects, and takes 5 s at most. */
  async stopping(): Promise<void> {
    try {
      await this.#tracker.flush();
    } catch (error) {
      this.#tracker.say("error", "stopping", `What was left could not be sent as the bot shut down: ${String(error)}`);
    }
  }

  #askWho(): void {
    const me = this.#ask?.me;
    if (me === undefined || this.#askedWho || this.#tracker.bot?.username !== undefined) return;
    this.#askedWho = true;
    // Whatever stands in the way is the bot's to report; without its name only `/start@another_bot` is misread.
    me().catch(() => undefined);
  }

  /** All polls share one signal, so it is listened to once: a listener per poll would pile up. */
  #stopsWith(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    signal.addEventListener("abort", () => void this.stopping(), { once: true });
  }

  #safely(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#sayFailed(error);
    }
  }

  #sayFailed(error: unknown): void {
    this.#tracker.say("error", "hooks", `The tracker failed at a call, the bot goes on: ${String(error)}`);
  }
}
