import { createTransport } from "../delivery/http/create-transport.ts";
import type { Messenger } from "../messenger/messenger.ts";
import { buildTracker } from "./build-tracker.ts";
import type { TrackerOptions } from "./options.ts";
import { ResidentPipeline } from "./resident-pipeline.ts";
import { FETCH, workersRuntime } from "./runtime/workers-runtime.ts";
import type { Tracker } from "./tracker.ts";

/**
 * Makes the tracker that sends from within a Durable Object what bots have put into its outbox. Unlike a Worker's own it
 * sends by itself, as soon as something is put: an object's events share their timers and requests. `messenger` is the
 * bots': it decides which services' keys, addresses and options are meant.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 */
export function createObjectTracker(options: TrackerOptions, messenger: Messenger): Tracker {
  return buildTracker(options, workersRuntime.env(), messenger, {
    ...workersRuntime,
    openPipeline: (parts, user) =>
      new ResidentPipeline(
        { ...parts, createTransport: () => createTransport({ nowMs: parts.ports.nowMs }, FETCH) },
        user,
      ),
  });
}
