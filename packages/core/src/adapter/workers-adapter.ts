import type { AnyEvents } from "../intake/calls/event-props.ts";
import type { Messenger } from "../messenger/messenger.ts";
import * as tracking from "../tracker/build-tracker.ts";
import type { EnvironmentVariables } from "../tracker/environment.ts";
import type { TrackerOptions } from "../tracker/options.ts";
import { workersRuntime } from "../tracker/runtime/workers-runtime.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { AdapterOptions, TrackerMiddleware } from "./create-adapter.ts";
import * as anywhere from "./create-adapter.ts";
import type { Framework } from "./framework.ts";

/** Creates a bot's tracker on Workers and hooks it into the bot. A second call for a bot returns the first one's. */
export function installTracker<Bot extends object, Ctx extends object, Events extends object = AnyEvents>(
  framework: Framework<Bot, Ctx>,
  options: AdapterOptions<Bot>,
): Tracker<Events> {
  return anywhere.installTracker<Bot, Ctx, Events>(framework, options, workersRuntime);
}

/** Builds an adapter's `tracker(options)` on Workers, for a framework with contexts and middleware. */
export function createMiddleware<Bot extends object, Ctx extends object, Events extends object = AnyEvents>(
  framework: Framework<Bot, Ctx>,
  options: AdapterOptions<Bot>,
): TrackerMiddleware<Ctx, Events> {
  return anywhere.createMiddleware<Bot, Ctx, Events>(framework, options, workersRuntime);
}

/** Makes a tracker on Workers, for the bots of one messenger. `env` is by default the environment's. */
export function buildTracker<Events extends object = AnyEvents>(
  options: TrackerOptions,
  env: EnvironmentVariables | undefined,
  messenger: Messenger,
): Tracker<Events> {
  return tracking.buildTracker<Events>(options, env ?? workersRuntime.env(), messenger, workersRuntime);
}
