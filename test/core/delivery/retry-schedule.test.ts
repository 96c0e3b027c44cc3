import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryDelayMs } from "../../../packages/core/src/delivery/retry-schedule.ts";

const justBelowOne = 1 - Number.EPSILON;

describe("the delay after a failed attempt", () => {
  it("is at most 1 s after the first, and doubles up to a minute", () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => retryDelayMs(attempts, () => justBelowOne));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it("is anywhere from 100 ms to that, however many attempts have failed", () => {
    const chance = fc.double({ min: 0, max: justBelowOne, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), chance, (attempts, random) => {
        const delayMs = retryDelayMs(attempts, () => random);
        expect(delayMs).toBeGreaterThanOrEqual(100);
        expect(delayMs).toBeLessThanOrEqual(60_000);
        expect(Number.isInteger(delayMs)).toBe(true);
      }),
    );
  });

  it("is spread over the whole of it, so that what failed together does not come back together", () => {
    const spread = [0, 0.25, 0.5, 0.75].map((random) => retryDelayMs(10, () => random));
    expect(spread).toEqual([100, 15_000, 30_000, 45_000]);
  });
});
