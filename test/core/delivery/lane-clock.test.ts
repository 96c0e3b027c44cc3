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
