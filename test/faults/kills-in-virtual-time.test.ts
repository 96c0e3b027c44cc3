import { expect, test } from "vitest";
import { killInVirtualTime } from "./cases/kills-in-virtual-time.ts";

/** `pnpm faults` has 1,000. */
const KILLS = 60;

test("no kill brings an answer 429 from a service that counts within 3 s of it, and the next process starts within 5 s", async () => {
  const { cutOff, refused, stored, counted, doubled, longestStandstillMs, ledger } = await killInVirtualTime({
    kills: KILLS,
    seed: 20_261_130,
    countsWithinMs: 3_000,
    perMinute: 240,
  });
  expect(refused).toBe(0);
  expect(counted).toBe(stored);
  expect(ledger).toMatchObject({ accepted: stored, delivered: stored, pending: 0, dead: 0 });
  expect(doubled).toBeLessThanOrEqual(ledger.ambiguous);
  expect(ledger.ambiguous).toBeLessThanOrEqual(cutOff);
  expect(longestStandstillMs).toBeLessThan(5_000);
  // Otherwise no kill has met a request.
  expect(cutOff).toBeGreaterThan(KILLS / 6);
});

test("nor does it where the longer window is what everything waits for", async () => {
  const { refused, stored, counted, ledger } = await killInVirtualTime({
    kills: KILLS / 2,
    seed: 20_261_131,
    countsWithinMs: 3_000,
    perMinute: 40,
  });
  expect(refused).toBe(0);
  expect(counted).toBe(stored);
  expect(ledger).toMatchObject({ accepted: stored, delivered: stored, pending: 0, dead: 0 });
});

test("a service that counts later than is assumed answers 429, and nothing is lost by that", async () => {
  const { refused, stored, counted, doubled, ledger } = await killInVirtualTime({
    kills: KILLS,
    seed: 20_261_130,
    countsWithinMs: 12_000,
    perMinute: 240,
  });
  expect(refused).toBeGreaterThan(0);
  expect(counted).toBe(stored);
  expect(ledger).toMatchObject({ accepted: stored, delivered: stored, pending: 0, dead: 0 });
  expect(doubled).toBeLessThanOrEqual(ledger.ambiguous);
});
