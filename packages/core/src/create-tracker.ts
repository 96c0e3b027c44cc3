import { randomBytes } from "node:crypto";
import type { Dispatcher } from "undici";
import type { AnyEvents } from "./calls/event-props.ts";
import { checkOptions } from "./check-options.ts";
import { createUndiciTransport } from "./delivery/undici-transport.ts";
import type { Destination } from "./destinations/destination.ts";
import {
  createHowUsedBotDestination,
  type HowUsedBotDestination,
} from "./destinations/howusedbot/howusedbot-destination.ts";
import { createTgtrackDestination, type TgtrackDestination } from "./destinations/tgtrack/tgtrack-destination.ts";
import { Engine } from "./engine.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { TrackerConfigError } from "./errors/tracker-config-error.ts";
import { type Logger, Messages } from "./messages.ts";
import type { TrackerOptions } from "./options.ts";
import { MemoryOutbox } from "./outbox/memory-outbox.ts";
import { type Ports, systemPorts } from "./ports.ts";
import { Tracker, type TrackerReads } from "./tracker.ts";

/** Where to send, as options and environment say. */
interface Routes {
  tgtrack: { destination: TgtrackDestination; dispatcher?: Dispatcher } | undefined;
  howUsedBot: { destination: HowUsedBotDestination; dispatcher?: Dispatcher } | undefined;
  own: readonly Destination[];
}

/**
 * Makes a tracker. Bots of the supported frameworks do not need this: their adapter's `tracker` does it.
 *
 * @throws {TrackerConfigError} an option cannot work, or there is nothing to send to
 *
 * @example
 * const tracker = createTracker({ tgtrack: process.env.TGTRACK_API_KEY });
 * tracker.handleUpdate(update); // exactly as it came from Telegram
 * tracker.trackEvent({ userId: 42, event: "sale", amount: 1500 });
 */
export function createTracker<Events extends object = AnyEvents>(
  options: TrackerOptions = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): Tracker<Events> {
  checkOptions(options);
  const environment = readEnvironment(env);
  const ports: Ports = { ...systemPorts, ...options.ports };
  const isIgnored = toUserFilter(options.ignoreUsers);
  const autoEvents = options.autoEvents ?? [];
  const botScope = options.botId === undefined ? "bot" : String(options.botId);
  const common = { autoEvents, isIgnored, botScope, nowMs: ports.nowMs };
  if (environment.disabled || options.enabled === false) {
    return new Tracker<Events>({ ...common, engine: undefined, reads: offReads("tracking is switched off") });
  }

  const routes = toRoutes(options, environment);
  const list = [routes.tgtrack, routes.howUsedBot, ...routes.own.map((destination) => ({ destination }))];
  const named = list.filter((route) => route !== undefined);
  expectNames(named.map(({ destination }) => destination.name));
  const messages = new Messages({
    logger: options.logger ?? consoleLogger,
    nowMs: ports.nowMs,
    debug: options.debug ?? false,
    secrets: named.flatMap(({ destination }) => destination.secrets ?? []),
  });
  const engine = new Engine({
    // A transport of its own for each, so that one service's hung connections take no other's place.
    routes: named.map(({ destination, ...own }) => ({ destination, http: createUndiciTransport(own) })),
    outbox:
      typeof options.outbox === "object"
        ? options.outbox
        : new MemoryOutbox(randomBytes(6).toString("hex"), options.memory ?? {}),
    ports,
    messages,
    bot: options.botId === undefined ? undefined : { id: String(options.botId) },
    beforeSend: options.beforeSend,
    onDelivery: options.onDelivery,
  });
  return new Tracker<Events>({ ...common, engine, reads: toReads(engine, routes) });
}

function toRoutes(options: TrackerOptions, environment: Environment): Routes {
  const tgtrack = toTgtrack(options.tgtrack, environment);
  const howUsedBot = toHowUsedBot(options, environment);
  const own = options.destinations ?? [];
  if (tgtrack === undefined && howUsedBot === undefined && own.length === 0) {
    throw new TrackerConfigError(
      "There is nothing to send to: no service has a key. Set TGTRACK_API_KEY (from @tgTrack_bot), or " +
        "HOWUSEDBOT_API_TOKEN (from @HowUsedBot), or BOT_TRACKER_SANDBOX (the address of a sandbox), or give " +
        "`destinations`. To run without tracking, set BOT_TRACKER_DISABLED=1.",
    );
  }
  return { tgtrack, howUsedBot, own };
}

function toTgtrack(option: TrackerOptions["tgtrack"], environment: Environment): Routes["tgtrack"] {
  if (option === false) return undefined;
  const { dispatcher, ...given } = typeof option === "string" ? { apiKey: option } : { ...option };
  const apiKey = given.apiKey ?? environment.tgtrackApiKey;
  if (apiKey === undefined) {
    if (option === undefined) return undefined;
    throw new TrackerConfigError("The option `tgtrack` was given without a key: set `apiKey` or TGTRACK_API_KEY.");
  }
  const url = given.url ?? environment.tgtrackUrl;
  const destination = createTgtrackDestination({ ...given, apiKey, ...(url !== undefined && { url }) });
  return { destination, ...(dispatcher !== undefined && { dispatcher }) };
}

function toHowUsedBot(
  { howUsedBot: option, tgtrack: neighbour }: TrackerOptions,
  environment: Environment,
): Routes["howUsedBot"] {
  if (option === false) return undefined;
  const { dispatcher, ...given } = { ...option };
  const apiToken = given.apiToken ?? environment.howUsedBotApiToken;
  if (apiToken === undefined) {
    if (option === undefined) return undefined;
    throw new TrackerConfigError(
      "The option `howUsedBot` was given without a token: set `apiToken` or HOWUSEDBOT_API_TOKEN.",
    );
  }
  const url = given.url ?? environment.howUsedBotUrl;
  const botId = given.botId ?? environment.howUsedBotBotId;
  // A secret told to one service only would still be told.
  const ignorePayload = given.ignorePayload ?? (typeof neighbour === "object" ? neighbour.ignorePayload : undefined);
  const destination = createHowUsedBotDestination({
    ...given,
    apiToken,
    ...(url !== undefined && { url }),
    ...(botId !== undefined && { botId }),
    ...(ignorePayload !== undefined && { ignorePayload }),
  });
  return { destination, ...(dispatcher !== undefined && { dispatcher }) };
}

function toReads(engine: Engine, { tgtrack, howUsedBot }: Routes): TrackerReads {
  const off = offReads("it is not among the tracker's destinations");
  return {
    getUserInfo: (userId) => {
      if (tgtrack === undefined) return off.getUserInfo(userId);
      const { destination } = tgtrack;
      return engine.read(destination.name, (context) => destination.userInfo(userId, context));
    },
    getOnline: (seconds) => {
      if (howUsedBot === undefined) return off.getOnline(seconds);
      const { destination } = howUsedBot;
      return engine.read(destination.name, (context) => destination.online(seconds, context));
    },
  };
}

function offReads(why: string): TrackerReads {
  const refuse = (call: string, service: string, variable: string) => () =>
    Promise.reject(new TrackerConfigError(`${call} needs ${service}, and ${why}. Set ${variable}.`));
  return {
    getUserInfo: refuse("getUserInfo", "TGTrack", "TGTRACK_API_KEY"),
    getOnline: refuse("getOnline", "HowUsedBot", "HOWUSEDBOT_API_TOKEN"),
  };
}

function toUserFilter(ignoreUsers: TrackerOptions["ignoreUsers"]): (userId: string) => boolean {
  if (ignoreUsers === undefined) return () => false;
  if (typeof ignoreUsers === "function") return (userId) => ignoreUsers(userId);
  const ids = new Set(ignoreUsers.map(String));
  return (userId) => ids.has(userId);
}

function expectNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new TrackerConfigError(
    `Two destinations are named "${twice}", and their deliveries could not be told apart. Give one of them another \`name\`.`,
  );
}

const consoleLogger: Logger = {
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
  debug: (message) => console.debug(message),
};
