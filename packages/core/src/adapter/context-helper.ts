import { ExistingObject } from "../support/existing-object.ts";
import { knownBotOf } from "../tracker/bot-names.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { UserTracker } from "../tracker/user-tracker.ts";
import { BotHooks } from "./bot-hooks.ts";
import type { Framework } from "./framework.ts";

/** What a context class needs to give its helper to a context that no middleware has seen. */
interface Origin {
  /** By bot id, `""` where it is not known. To trackers, weakly: a class lives longer than the bots that use it. */
  readonly trackers: Map<string, WeakRef<object>>;
  /** By what a bot shares with its contexts, for frameworks that say so. */
  readonly byShared: WeakMap<object, WeakRef<object>>;
}

type AnyFramework<Ctx extends object> = Pick<
  Framework<never, Ctx>,
  "updateOf" | "identityOf" | "hookContext" | "sharedOf"
>;

const ORIGIN = Symbol.for("@bot-tracker/context-origin");

/**
 * Puts the helper on a context as `tracker`, and sees to it that it survives what frameworks and plugins do to one.
 * A spread or assigned context carries it, since it is an ordinary property. One that was stored and made anew (grammY's
 * conversations do that: a `new Context` with what was left of the properties) gets it from its class, for the same
 * update, so that a replayed call counts once.
 */
export function giveHelper<Ctx extends object>(framework: AnyFramework<Ctx>, tracker: Tracker<object>, ctx: Ctx): void {
  const origin = knownOriginOf(ctx) ?? makeOrigin<Ctx>(framework, Object.getPrototypeOf(ctx));
  if (origin !== undefined) {
    const shared = framework.sharedOf?.(ctx);
    const id = shared === undefined ? idOf(framework, ctx) : "";
    // Runs for every update, and what a weak reference refers to is dear to ask.
    if (referenceIn(origin, shared, id) !== tracker["~internals"].reference) remember(origin, tracker, shared, id);
  }
  // A handler before the middleware may have asked for it; the class gave it that of the tracker that it knew then.
  if (!Object.hasOwn(ctx, "tracker") || !hasHelperOf(tracker, ctx)) setHelper(ctx, helperFor(framework, tracker, ctx));
}

/**
 * Has the class of a bot's contexts give the helper before any of them has come to the middleware: a bot whose handlers
 * stand before it (NestJS registers them early) would find no `ctx.tracker` there.
 */
export function offerHelper<Bot extends object, Ctx extends object>(
  framework: Framework<Bot, Ctx>,
  tracker: Tracker<object>,
  bot: Bot,
): void {
  const prototype = framework.contextPrototypeOf?.(bot);
  if (typeof prototype !== "object" || prototype === null) return;
  const origin = knownOriginOf(prototype) ?? makeOrigin<Ctx>(framework, prototype);
  if (origin === undefined) return;
  // A tracker that is switched off knows no bot, and its contexts name theirs all the same.
  const known = tracker.bot ?? knownBotOf(framework.messenger.id, { botToken: framework.tokenOf(bot) });
  remember(origin, tracker, framework.sharedOf?.(bot), known.id ?? "");
}

function remember(
  { trackers, byShared }: Origin,
  tracker: Tracker<object>,
  shared: object | undefined,
  id: string,
): void {
  const { reference } = tracker["~internals"];
  if (reference === undefined) return;
  if (shared === undefined) trackers.set(id, reference);
  else byShared.set(shared, reference);
}

function referenceIn(
  { trackers, byShared }: Origin,
  shared: object | undefined,
  id: string,
): WeakRef<object> | undefined {
  // Not by the id as well: the bots of which none is known yet would take each other's tracker.
  return shared === undefined ? trackers.get(id) : byShared.get(shared);
}

function hasHelperOf(tracker: Tracker<object>, ctx: object): boolean {
  return tracker["~internals"].isHelper(Object.getOwnPropertyDescriptor(ctx, "tracker")?.value);
}

function helperFor<Ctx extends object>(
  { updateOf }: AnyFramework<Ctx>,
  tracker: Tracker<object>,
  ctx: Ctx,
): UserTracker<object> {
  const { forUpdate, messenger } = tracker["~internals"];
  return forUpdate(() => messenger.userContextOf(updateOf(ctx), tracker.bot));
}

/** An ordinary property, as of `Object.defineProperty`, whatever the class of the context has under this name. */
class HelperHolder extends ExistingObject {
  tracker: unknown;

  constructor(ctx: object, helper: unknown) {
    super(ctx);
    this.tracker = helper;
  }
}

/** False where somebody's build has made an assignment of the field: that would come back to the setter of the class. */
const DEFINES_FIELDS = Object.hasOwn(new HelperHolder(Object.create({ set tracker(_: unknown) {} }), 0), "tracker");

function setHelper(ctx: object, value: unknown): void {
  if (DEFINES_FIELDS) new HelperHolder(ctx, value);
  else Object.defineProperty(ctx, "tracker", { value, configurable: true, enumerable: true, writable: true });
}

/** What its class has, by inheritance. */
function knownOriginOf(ctxOrPrototype: object): Origin | undefined {
  return (ctxOrPrototype as { [ORIGIN]?: Origin })[ORIGIN];
}

/** Undefined for a context that is of no class, or of one that has a `tracker` of its own. */
function makeOrigin<Ctx extends object>(
  framework: AnyFramework<Ctx>,
  contextPrototype: object | null,
): Origin | undefined {
  // A Worker with a compatibility date before May 2025 has none, and there only the middleware gives the helper.
  if (typeof WeakRef === "undefined") return undefined;
  const prototype = baseOf(contextPrototype);
  if (prototype === undefined || "tracker" in prototype || !Object.isExtensible(prototype)) return undefined;
  const origin: Origin = { trackers: new Map(), byShared: new WeakMap() };
  Object.defineProperty(prototype, ORIGIN, { value: origin });
  Object.defineProperty(prototype, "tracker", {
    configurable: true,
    get(this: Ctx) {
      const tracker = trackerFor(framework, this, origin);
      if (tracker === undefined) return undefined;
      if (tracker.enabled) BotHooks.of(tracker).helperAskedFor((hooks) => framework.hookContext(this, hooks));
      const helper = helperFor(framework, tracker, this);
      setHelper(this, helper);
      return helper;
    },
    set(this: Ctx, value: unknown) {
      // What is left of a helper after it was stored is put back by whoever restores a context.
      if (!isRemains(value)) setHelper(this, value);
    },
  });
  return origin;
}

/** The class that all contexts of a framework share; a bot may extend it. */
function baseOf(prototype: object | null): object | undefined {
  let base: object | undefined;
  for (let next = prototype; next !== null; next = Object.getPrototypeOf(next)) {
    if (next !== Object.prototype) base = next;
  }
  return base;
}

function trackerFor<Ctx extends object>(
  framework: AnyFramework<Ctx>,
  ctx: Ctx,
  origin: Origin,
): Tracker<object> | undefined {
  // The class itself is no context, though anybody may look at its prototype.
  if (Object.hasOwn(ctx, ORIGIN)) return undefined;
  const shared = framework.sharedOf?.(ctx);
  const reference = referenceIn(origin, shared, shared === undefined ? idOf(framework, ctx) : "");
  return reference?.deref() as Tracker<object> | undefined;
}

function idOf<Ctx extends object>({ identityOf }: AnyFramework<Ctx>, ctx: Ctx): string {
  try {
    return identityOf(ctx)?.id ?? "";
  } catch {
    return "";
  }
}

function isRemains(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && !(value instanceof UserTracker) && Object.keys(value).length === 0;
}
