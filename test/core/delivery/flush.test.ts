import { createTracker, type Destination } from "@bot-tracker/core";
import { expect, test } from "vitest";

/** Answers as a service does: later than any promise that is already on its way. */
const service: Destination = {
  name: "service",
  accepts: new Set(["event"]),
  plan: () => [{ kind: "deliver", method: "event", body: {}, class: "event", expiresAfterMs: 60_000 }],
  send: () => new Promise((resolve) => setImmediate(() => resolve({ kind: "delivered" }))),
};

test("flushes that overlap leave the process time for the answers they wait for", async () => {
  const tracker = createTracker({ destinations: [service], botId: 1, outbox: "memory" }, {});
  for (let count = 0; count < 40; count++) void tracker.trackEvent({ userId: 1, event: "lesson" });

  const first = tracker.flush({ timeoutMs: 2_000 });
  await new Promise((resolve) => setImmediate(resolve));
  const second = tracker.flush({ timeoutMs: 2_000 });

  expect(await first).toMatchObject({ pending: 0 });
  expect(await second).toMatchObject({ pending: 0 });
  expect(tracker.ledger().service).toMatchObject({ accepted: 40, delivered: 40 });
  await tracker.close();
});
