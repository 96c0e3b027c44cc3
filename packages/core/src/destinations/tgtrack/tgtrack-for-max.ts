import type { Service, ServiceRead } from "../service.ts";
import {
  createTgtrackDestination,
  type TgtrackDestination,
  type TgtrackDestinationOptions,
} from "./tgtrack-destination.ts";
import type { TgtrackOptions } from "./tgtrack-options.ts";
import { TGTRACK_URLS } from "./tgtrack-platform.ts";
import { TGTRACK } from "./tgtrack-service.ts";

const LAST_TRANSITION: ServiceRead<TgtrackDestination, string> = {
  ask: (destination, userId, context) => destination.lastTransition(userId, context),
};

/** TGTrack for MAX bots, which has keys, an address and methods of its own. */
export const TGTRACK_FOR_MAX: Service<TgtrackOptions, TgtrackDestination> = {
  ...TGTRACK,
  title: "TGTrack for MAX",
  variables: { apiKey: "TGTRACK_MAX_API_KEY", url: "TGTRACK_MAX_URL" },
  url: TGTRACK_URLS.max,
  sandboxPath: "/API/bot-api/v1",
  contents: "starts, events and goals",
  reads: { ...TGTRACK.reads, getUserLastTransition: LAST_TRANSITION },
  createDestination: (options) =>
    createTgtrackDestination({ ...(options as TgtrackDestinationOptions), platform: "max" }),
};
