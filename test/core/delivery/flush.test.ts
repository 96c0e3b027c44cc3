import { createTracker, type Destination, MemoryOutbox, type OutboxEntry, type PutResult } from "@bot-tracker/core";
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

/** Hands on what was put in it when it is flushed, some turns of the event loop later. */
class OutboxFarAway extends MemoryOutbox {
  readonly #held: Parameters<MemoryOutbox["put"]>[] = [];

  override put(entry: OutboxEntry, nowMs: number): PutResult {
    this.#held.push([entry, nowMs]);
    return { statuses: entry.items.map(() => "stored"), overflowed: [] };
  }

  async flush(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (const held of this.#held.splice(0)) super.put(...held);
  }
}

test("a flush also sends what the outbox has to hand on first", async () => {
  const tracker = createTracker({ destinations: [service], botId: 1, outbox: new OutboxFarAway("far") }, {});
  for (let count = 0; count < 10; count++) void tracker.trackEvent({ userId: 1, event: "lesson" });

  expect(await tracker.flush({ timeoutMs: 2_000 })).toEqual({ delivered: 10, pending: 0 });
  await tracker.close();
});
