import { expect, it } from "vitest";
import { LaneHarness } from "../../support/lane-harness.ts";

const HOUR_MS = 3_600_000;
const QUOTA = { key: "key", windows: [{ limit: 3, perMs: HOUR_MS }] };

async function sentAfter(turnMs: number, waitMs: number): Promise<number> {
  const harness = new LaneHarness({ destination: { quota: QUOTA } });
  for (let index = 0; index < 4; index++) harness.put(`${index}`, { class: "start" });
  await harness.time.advance(1_000);
  expect(harness.sent).toHaveLength(3);
  harness.time.putBack(turnMs);
  harness.lane.wake();
  await harness.time.advance(waitMs);
  return harness.sent.length;
}

it("sends nothing sooner than the quota allows when the wall clock is put forward", async () => {
  expect(await sentAfter(-2 * HOUR_MS, HOUR_MS - 2_000)).toBe(3);
});

it("waits no longer than the quota asks when the wall clock is put back", async () => {
  expect(await sentAfter(5 * HOUR_MS, HOUR_MS + 2_000)).toBe(4);
});

it("tries again after its pause when the wall clock is put back meanwhile", async () => {
  const harness = new LaneHarness();
  harness.answer = { kind: "unavailable", description: "down", request: "answered" };
  for (let index = 0; index < 4; index++) harness.put(`${index}`, { class: "start" });
  await harness.time.advance(100);
  harness.answer = { kind: "delivered" };
  harness.time.putBack(HOUR_MS);
  await harness.time.advance(30_000);
  expect(harness.ledger).toMatchObject({ delivered: 4, pending: 0 });
});

it("ends a flush at its deadline when the wall clock is put back meanwhile", async () => {
  const harness = new LaneHarness();
  harness.latencyMs = 50_000;
  harness.put("start", { class: "start" });
  const flushed = harness.lane.flush(harness.time.steadyMs() + 5_000).then(() => "over");
  await harness.time.advance(1_000);
  harness.time.putBack(HOUR_MS);
  await harness.time.advance(4_000);
  expect(await Promise.race([flushed, Promise.resolve("still waiting")])).toBe("over");
});
