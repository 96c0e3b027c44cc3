import { describe } from "vitest";
import { allowedUpdates } from "./cases/allowed-updates.ts";
import { callsInHandlers } from "./cases/calls-in-handlers.ts";
import { failedSends } from "./cases/failed-sends.ts";
import { installation } from "./cases/installation.ts";
import { keysOnASandbox } from "./cases/keys-on-a-sandbox.ts";
import { resilience } from "./cases/resilience.ts";
import { startsAndStops } from "./cases/starts-and-stops.ts";
import { stopping } from "./cases/stopping.ts";
import type { Subject } from "./subject.ts";

/** The one table that every adapter has to pass, for each version and mode. */
export function conformance(subjects: readonly Subject[]): void {
  describe.each(subjects)("$name", (subject) => {
    startsAndStops(subject);
    failedSends(subject);
    installation(subject);
    callsInHandlers(subject);
    resilience(subject);
    stopping(subject);
    allowedUpdates(subject);
    keysOnASandbox(subject);
  });
}
