import { expect, test } from "vitest";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { LaneHarness } from "../../support/lane-harness.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** All numbers but those of time are a tenth of TGTrack's and of a real broadcast's, to take a tenth of the time. */
const LIMITS = {
  key: "k",
  windows: [
    { limit: 50, perMs: HOUR_MS },
    { limit: 500, perMs: DAY_MS },
  ],
};

test("a broadcast that finds 4,000 blocked people delays every event by less than a day, and none expires", async () => {
  const outbox = new MemoryOutbox("harness", { maxItems: 1_000_000, maxBytes: 1e9 });
  const harness = new LaneHarness({ outbox, destination: { quota: LIMITS } });
  const recordedMs = new Map<string, number>();
  for (let index = 0; index < 4_000; index++) harness.put(`stop ${index}`, { class: "stop", userId: `${index}` });
  for (let index = 0; index < 144; index++) {
    await harness.time.advance((10 * DAY_MS) / 144);
    const name = `event ${index}`;
    recordedMs.set(name, harness.afterMs);
    harness.put(name, { userId: `e${index}`, expiresAtMs: harness.time.nowMs() + 7 * DAY_MS });
  }
  await harness.time.advance(DAY_MS);
  const waitsMs = harness.sent.flatMap(({ names: [name = ""], afterMs }) => {
    const atMs = recordedMs.get(name);
    return atMs === undefined ? [] : [afterMs - atMs];
  });
  const stops = harness.names.filter((name) => name.startsWith("stop"));
  const longest = Math.max(...waitsMs) / HOUR_MS;
  const { dropped } = harness.ledger ?? {};
  console.info(
    `${waitsMs.length} of 144 events sent, the longest wait ${longest.toFixed(1)} h, expired ${dropped?.expired}; ${stops.length} of 4000 stops in 11 days`,
  );
  expect(waitsMs).toHaveLength(144);
  expect(longest).toBeLessThan(24);
  expect(dropped?.expired).toBe(0);
  expect(stops).toEqual(Array.from({ length: stops.length }, (_none, index) => `stop ${index}`));
  // 400 a day for all that is neither start nor goal, of which the events took 144.
  expect(stops.length).toBe(4_000);
  expect(harness.said).toEqual([
    expect.stringMatching(/4000 deliveries wait for service, whose limits allow 400 of them a day: .* about 10 days\./),
  ]);
});
