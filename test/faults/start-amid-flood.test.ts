import { expect, test } from "vitest";
import { runStartAmidFlood } from "./cases/start-amid-flood.ts";
import { WHOLE } from "./figures.ts";

/** Requests that may be under way to TGTrack: what has left cannot be overtaken. */
const IN_FLIGHT = 8;

test.for(["memory", "sqlite"] as const)(
  "a start goes before each of 10,000 events that had not left yet, with the %s outbox",
  async (outbox) => {
    const { atOnce, later } = await runStartAmidFlood(outbox, WHOLE, 2);
    for (const { eventsBefore } of [atOnce, ...later]) expect(eventsBefore).toBeLessThanOrEqual(IN_FLIGHT);
  },
);
