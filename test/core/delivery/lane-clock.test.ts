import { expect, it } from "vitest";
import { LaneBench } from "../../support/lane-bench.ts";

const HOUR_MS = 3_600_000;
const QUOTA = { key: "key", windows: [{ limit: 3, perMs: HOUR_MS }] };

async function sentAfter(turnMs: number, waitMs: number): Promise<number> {
  const bench = new LaneBench({ destination: { quota: QUOTA } });
  for (let index = 0; index < 4; index++) bench.put(`${index}`, { class: "start" });
  await bench.time.advance(1_000);
  expect(bench.sent).toHaveLength(3);
  bench.time.putBack(turnMs);
  bench.lane.wake();
  await bench.time.advance(waitMs);
  return bench.sent.length;
}

it("sends nothing sooner than the quota allows when the wall clock is put forward", async () => {
  expect(await sentAfter(-2 * HOUR_MS, HOUR_MS - 2_000)).toBe(3);
});

it("waits no longer than the quota asks when the wall clock is put back", async () => {
  expect(await sentAfter(5 * HOUR_MS, HOUR_MS + 2_000)).toBe(4);
});

it("tries again after its pause when the wall clock is put back meanwhile", async () => {
  const bench = new LaneBench();
  bench.answer = { kind: "unavailable", description: "down", request: "answered" };
  for (let index = 0; index < 4; index++) bench.put(`${index}`, { class: "start" });
  await bench.time.advance(100);
  bench.answer = { kind: "delivered" };
  bench.time.putBack(HOUR_MS);
  await bench.time.advance(30_000);
  expect(bench.ledger).toMatchObject({ delivered: 4, pending: 0 });
});

it("ends a flush at its deadline when the wall clock is put back meanwhile", async () => {
  const bench = new LaneBench();
  bench.latencyMs = 50_000;
  bench.put("start", { class: "start" });
  const flushed = bench.lane.flush(bench.time.steadyMs() + 5_000).then(() => "over");
  await bench.time.advance(1_000);
  bench.time.putBack(HOUR_MS);
  await bench.time.advance(4_000);
  expect(await Promise.race([flushed, Promise.resolve("still waiting")])).toBe("over");
});
