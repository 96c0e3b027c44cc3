import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { AnyEvents } from "../intake/calls/event-props.ts";
import { ownerOfUpdate } from "../intake/update-claims.ts";
import { errorText } from "../support/error-text.ts";
import { isObject, type OptionRule } from "../support/option-rules.ts";
import { withOwnErrors } from "../support/with-own-errors.ts";
import { buildTracker } from "../tracker/build-tracker.ts";
import { checkOptions } from "../tracker/check-options.ts";
import { isDisabled } from "../tracker/environment.ts";
import type { TrackerOptions } from "../tracker/options.ts";
import type { Runtime } from "../tracker/runtime/runtime.ts";
import type { TimeoutOptions } from "../tracker/timeout-options.ts";
import { Tracker } from "../tracker/tracker.ts";
import { BotHooks } from "./bot-hooks.ts";
import { checkArgument } from "./check-argument.ts";
import { giveHelper, offerHelper } from "./context-helper.ts";
import type { Framework } from "./framework.ts";

/** An adapter's options: the engine's, and the bot itself. */
export type AdapterOptions<Bot extends object> = TrackerOptions & {
  /**
   * The bot. With it the tracker sees updates before any other middleware, failed sends of broadcasts too, and the
   * bot's shutdown, and it knows the bot's id. Without it, it sees what reaches its place in the chain of middleware.
   */
  bot?: Bot;
  /**
   * Sends everything queued before an update ends, waiting at most 5 s or the time given here. For functions that
   * freeze once they have answered (AWS Lambda, Vercel); anywhere else it only makes the bot wait.
   *
   * @default false
   */
  flushAfterUpdate?: boolean | TimeoutOptions;
};

/** The middleware an adapter returns. `tracker` is the engine, for code that has no context. */
export type TrackerMiddleware<Ctx extends object, Events extends object> = ((
  ctx: Ctx,
  next: () => Promise<void>,
) => Promise<void>) & { readonly tracker: Tracker<Events> };

const FLUSH_AFTER_UPDATE: OptionRule = {
  expected: "true, false, or { timeoutMs } in milliseconds above 0",
  accepts: (value) => typeof value === "boolean" || (isObject(value) && Number(value["timeoutMs"]) > 0),
};

const INSTALLED = Symbol.for("@bot-tracker/installed");

/**
 * Creates a bot's tracker and hooks it into the bot. A bot has one tracker: a second call, such as a second `bot.use`,
 * returns the first and ignores the new options.
 */
export function installTracker<Bot extends object, Ctx extends object, Events extends object = AnyEvents>(
  framework: Framework<Bot, Ctx>,
  adapterOptions: AdapterOptions<Bot>,
  runtime: Runtime,
): Tracker<Events> {
  return withOwnErrors(
    (problem) => new TrackerConfigError(`The tracker could not be installed with these options: ${problem}`),
    () => install<Bot, Ctx, Events>(framework, adapterOptions, runtime),
  );
}

function install<Bot extends object, Ctx extends object, Events extends object>(
  framework: Framework<Bot, Ctx>,
  adapterOptions: AdapterOptions<Bot>,
  runtime: Runtime,
): Tracker<Events> {
  checkArgument(adapterOptions, framework);
  const env = runtime.env();
  if (!isDisabled(env)) {
    checkOptions(adapterOptions, framework.messenger.id, { bot: framework.bot, flushAfterUpdate: FLUSH_AFTER_UPDATE });
  }
  const { bot, flushAfterUpdate: _forContexts, ...options } = adapterOptions;
  if (bot === undefined) return buildTracker<Events>(options, env, framework.messenger, runtime);
  const holder = bot as { [INSTALLED]?: Tracker<Events> };
  const present = holder[INSTALLED];
  if (present !== undefined) {
    present["~internals"].say(
      "warn",
      "installed-twice",
      `This ${framework.name} bot has a tracker already; the second is not used.`,
    );
    return present;
  }
  const token = framework.tokenOf(bot);
  const tracker = buildTracker<Events>(
    { ...options, ...(token?.trim() && { botToken: token }) },
    env,
    framework.messenger,
    runtime,
  );
  // Not enumerable: printing or copying the bot must not include it.
  Object.defineProperty(bot, INSTALLED, { value: tracker });
  offerHelper(framework, tracker, bot);
  if (!tracker.enabled) return tracker;
  framework.hookBot(bot, BotHooks.of(tracker));
  return tracker;
}

/** Builds an adapter's `tracker(options)` for a framework with contexts and middleware. */
export function createMiddleware<Bot extends object, Ctx extends object, Events extends object = AnyEvents>(
  framework: Framework<Bot, Ctx>,
  options: AdapterOptions<Bot>,
  runtime: Runtime,
): TrackerMiddleware<Ctx, Events> {
  const tracker = installTracker<Bot, Ctx, Events>(framework, options, runtime);
  const hooks = tracker.enabled ? BotHooks.of(tracker) : undefined;
  const flush = flushOf(tracker, options.flushAfterUpdate);
  let isWarned = options.bot !== undefined;
  // Not async: an async function would add a turn between the framework and the next middleware.
  const middleware = (ctx: Ctx, next: () => Promise<void>): Promise<void> => {
    if (!isWarned) {
      isWarned = true;
      tracker["~internals"].say("warn", "without-bot", WITHOUT_BOT);
    }
    try {
      enterContext(framework, tracker, hooks, ctx);
    } catch (error) {
      tracker["~internals"].say(
        "error",
        "middleware",
        `The tracker failed at an update, the bot goes on: ${errorText(error)}`,
      );
      // Handlers use it without asking whether it is there.
      const holder = ctx as { tracker?: unknown };
      holder.tracker ??= tracker.forUser(undefined);
    }
    return flush === undefined ? next() : next().finally(flush);
  };
  return Object.assign(middleware, { tracker });
}

const WITHOUT_BOT =
  "The tracker was not given the bot, so it does not see updates that earlier middleware keeps to itself, failed " +
  "sends outside of handlers (broadcasts, which most blocks are found by), and the bot's shutdown. Pass it: " +
  "tracker({ bot }).";

/** What is to happen after each update, if anything. */
function flushOf(
  tracker: Tracker<object>,
  option: AdapterOptions<object>["flushAfterUpdate"],
): (() => Promise<unknown>) | undefined {
  if (option === undefined || option === false) return undefined;
  return () => tracker.flush(option === true ? {} : option);
}

function enterContext<Bot extends object, Ctx extends object>(
  framework: Framework<Bot, Ctx>,
  tracker: Tracker<object>,
  hooksOfTracker: BotHooks | undefined,
  ctx: Ctx,
): void {
  const update = framework.updateOf(ctx);
  // With two trackers on one bot, the one that took the update first keeps it and everything that belongs to it.
  const owner = typeof update === "object" && update !== null ? ownerOfUpdate(update) : undefined;
  const own = owner !== tracker && owner instanceof Tracker ? owner : tracker;
  // First: a handler must have it, whatever fails below.
  giveHelper(framework, own, ctx);
  if (!own.enabled) return;
  const hooks = (own === tracker ? hooksOfTracker : undefined) ?? BotHooks.of(own);
  hooks.middlewareReached();
  try {
    const { bot } = own;
    // What is known stays, so there is no need to ask again.
    if (bot?.id === undefined || bot.username === undefined) {
      const identity = framework.identityOf(ctx);
      if (identity !== undefined) own.identify(identity);
    }
    framework.hookContext(ctx, hooks);
  } finally {
    // A start must not be lost because the framework's internals have changed.
    hooks.updateReceived(update);
  }
}
