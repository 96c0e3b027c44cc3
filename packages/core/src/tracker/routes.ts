import type { Dispatcher } from "../delivery/http/dispatcher.ts";
import type { Destination } from "../destinations/destination.ts";
import {
  createHowUsedBotDestination,
  type HowUsedBotDestination,
} from "../destinations/howusedbot/howusedbot-destination.ts";
import { createTgtrackDestination, type TgtrackDestination } from "../destinations/tgtrack/tgtrack-destination.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { Environment } from "./environment.ts";
import type { TrackerOptions } from "./options.ts";

/** A destination, and the dispatcher of its own that its requests go through, if it has one. */
export interface Route<Kind extends Destination = Destination> {
  destination: Kind;
  dispatcher?: Dispatcher;
}

/** Where to send, as options and environment say. */
export interface Routes {
  tgtrack: Route<TgtrackDestination> | undefined;
  howUsedBot: Route<HowUsedBotDestination> | undefined;
  /** Those two and the bot's own. */
  all: readonly Route[];
}

/** @throws {TrackerConfigError} an option cannot work, two destinations share a name, or there is none at all. */
export function toRoutes(options: TrackerOptions, environment: Environment): Routes {
  const tgtrack = toTgtrack(options.tgtrack, environment);
  const howUsedBot = toHowUsedBot(options, environment);
  const own = (options.destinations ?? []).map((destination): Route => ({ destination }));
  const all = [tgtrack, howUsedBot, ...own].filter((route) => route !== undefined);
  if (all.length === 0) {
    throw new TrackerConfigError(
      "There is nothing to send to: no service has a key. Set TGTRACK_API_KEY (from @tgTrack_bot), or " +
        "HOWUSEDBOT_API_TOKEN (from @HowUsedBot), or BOT_TRACKER_SANDBOX (the address of a sandbox), or give " +
        "`destinations`. To run without tracking, set BOT_TRACKER_DISABLED=1.",
    );
  }
  expectNames(all.map(({ destination }) => destination.name));
  return { tgtrack, howUsedBot, all };
}

function toTgtrack(option: TrackerOptions["tgtrack"], environment: Environment): Routes["tgtrack"] {
  if (option === false) return undefined;
  const {
    dispatcher,
    apiKey: ownKey,
    url: ownUrl,
    ...given
  } = typeof option === "string" ? { apiKey: option } : { ...option };
  const apiKey = ownKey ?? environment.tgtrackApiKey;
  if (apiKey === undefined) {
    if (option === undefined) return undefined;
    throw new TrackerConfigError("The option `tgtrack` was given without a key: set `apiKey` or TGTRACK_API_KEY.");
  }
  const url = ownUrl ?? environment.tgtrackUrl;
  const destination = createTgtrackDestination({ ...given, apiKey, ...(url !== undefined && { url }) });
  return { destination, ...(dispatcher !== undefined && { dispatcher }) };
}

function toHowUsedBot(
  { howUsedBot: option, tgtrack: neighbour }: TrackerOptions,
  environment: Environment,
): Routes["howUsedBot"] {
  if (option === false) return undefined;
  const { dispatcher, apiToken: ownToken, url: ownUrl, botId: ownBotId, ...given } = { ...option };
  const apiToken = ownToken ?? environment.howUsedBotApiToken;
  if (apiToken === undefined) {
    if (option === undefined) return undefined;
    throw new TrackerConfigError(
      "The option `howUsedBot` was given without a token: set `apiToken` or HOWUSEDBOT_API_TOKEN.",
    );
  }
  const url = ownUrl ?? environment.howUsedBotUrl;
  const botId = ownBotId ?? environment.howUsedBotBotId;
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

function expectNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new TrackerConfigError(
    `Two destinations are named "${twice}", and their deliveries could not be told apart. Give one of them another \`name\`.`,
  );
}
