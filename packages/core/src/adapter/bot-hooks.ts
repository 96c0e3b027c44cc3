import type { AskMessenger, CallWatch } from "../messenger/call-watch.ts";
import type { BegunCall } from "../messenger/messenger-clock.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { BUILD_ID } from "../support/build-id.ts";
import { errorText } from "../support/error-text.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { AnyMethod } from "./wrap-method.ts";

/** How a call to the messenger failed, in its own words. */
export interface CallFailure {
  errorCode: number | undefined;
  description: string | undefined;
}

// A bot may be given to adapters of both builds of this package.
const HOOKS = Symbol.for(`@bot-tracker/hooks ${BUILD_ID}`);

const LATE_MIDDLEWARE =
  "A handler used ctx.tracker before its update came to the tracker's middleware: the tracker was installed after that " +
  "handler, or only created. It works, but failed sends through ctx may go unnoticed. Call bot.use(tracker({ bot })) " +
  "before all other middleware and handlers; in NestJS, in the constructor of a provider.";

/**
 * What an adapter reports about its framework, as it happens. None of these throws, waits or changes anything, so they
 * are safe to call in the middle of the framework's own code.
 */
export class BotHooks {
  readonly #tracker: Tracker<object>;
  readonly #watch: CallWatch;
  readonly #signals = new WeakSet<AbortSignal>();
  readonly #standIns = new WeakMap<AnyMethod, AnyMethod>();
  #ask: AskMessenger | undefined;
  #askedWho = false;
  #hasMiddleware = false;
  /** The update that was shown last: it usually comes twice, from the bot and from the middleware. */
  #latest: unknown;

  constructor(tracker: Tracker<object>) {
    this.#tracker = tracker;
    const { messenger, say } = tracker["~internals"];
    this.#watch = messenger.watchCalls((message) => say("warn", "allowed-updates", message));
  }

  /** The hooks of a tracker; every adapter and every context of one bot shares them. */
  static of(tracker: Tracker<object>): BotHooks {
    return tracker["~internals"].attached(HOOKS, () => new BotHooks(tracker));
  }

  /** An object of the adapter's own that lives as long as the tracker; made when it is first asked for. */
  attached<T extends object>(key: symbol, make: () => T): T {
    return this.#tracker["~internals"].attached(key, make);
  }

  /** How to ask the messenger, once that is possible. */
  canAsk(ask: AskMessenger): void {
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
    // Not by `#safely`: no function is made for each update.
    try {
      this.#askWho();
      this.#watch.updateCame(this.#ask);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** A context has come to the tracker's middleware. */
  middlewareReached(): void {
    this.#hasMiddleware = true;
  }

  /** A handler asks for the helper of a context that has not come to the middleware. `hookContext` hooks into that one. */
  helperAskedFor(hookContext: (hooks: BotHooks) => void): void {
    // One that is made anew from a stored one (grammY's conversations) does not come there in any bot.
    if (!this.#hasMiddleware) this.#tracker["~internals"].say("warn", "late-middleware", LATE_MIDDLEWARE);
    this.#safely(() => hookContext(this));
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

  /** Before the call is made. What it gives is for `callSucceeded`. */
  callStarted(method: string, params: unknown, signal?: AbortSignal): BegunCall {
    if (this.#watch.asksForUpdates(method)) {
      this.#safely(() => {
        if (signal !== undefined) this.#stopsWith(signal);
        this.#askWho();
        this.#watch.updatesAsked(params, this.#ask);
      });
    }
    return this.#tracker["~internals"].callBegins();
  }

  callSucceeded(method: string, result: unknown, call: BegunCall): void {
    this.#safely(() => {
      this.#tracker["~internals"].callAnswered(method, result, call);
      const bot = this.#watch.identityIn(method, result);
      if (bot !== undefined) this.#tracker.identify(bot);
    });
  }

  /** Whether what ended a call just now is the end of an earlier one, given again by a framework that replays calls. */
  isGivenAgain(call: BegunCall): boolean {
    return this.#tracker["~internals"].isGivenAgain(call);
  }

  callFailed(method: string, params: unknown, { errorCode, description }: CallFailure): void {
    this.#tracker.handleSendFailure({ method, params, errorCode, description });
  }

  /** The bot is stopping, and with it perhaps the process. Never rejects, and takes at most 5 s. */
  async stopping(): Promise<void> {
    try {
      await this.#tracker["~internals"].standDown();
    } catch (error) {
      this.#say("stopping", `Deliveries could not be flushed while the bot was shutting down: ${errorText(error)}`);
    }
  }

  #askWho(): void {
    const me = this.#ask?.me;
    if (me === undefined || this.#askedWho || this.#tracker.bot?.username !== undefined) return;
    this.#askedWho = true;
    // The bot reports such failures itself; without its name only `/start@another_bot` is misread.
    me().catch(() => undefined);
  }

  /** All polls share one signal; a listener per poll would leak. */
  #stopsWith(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    signal.addEventListener("abort", () => void this.stopping(), { once: true });
  }

  #safely(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#say("hooks", `The tracker failed internally; the bot is not affected: ${errorText(error)}`);
  }

  #say(topic: string, message: string): void {
    this.#tracker["~internals"].say("error", topic, message);
  }
}
