import { describe, expect, test } from "vitest";
import { backlogMs, quotaOutlook } from "../../packages/cli/src/forecast/quota-forecast.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 20, 12);

function windows(second: number, hour: number, day: number) {
  return [
    { limit: 3, perMs: 1_000, used: second },
    { limit: 500, perMs: HOUR_MS, used: hour },
    { limit: 5_000, perMs: DAY_MS, used: day },
  ];
}

describe("the forecast of a quota", () => {
  test("the day's allowance ends when the last hour's rate has used up the rest", () => {
    const [second, hour, day] = quotaOutlook(windows(3, 500, 4_000), NOW_MS);

    expect(day?.endsAtMs).toBe(NOW_MS + 2 * HOUR_MS);
    // A second says nothing of the hour, and nothing is shorter than the second.
    expect([second, hour]).toEqual(windows(3, 500, 4_000).slice(0, 2));
  });

  test("a rate that a whole day can bear has no end", () => {
    expect(quotaOutlook(windows(0, 208, 4_900), NOW_MS)[2]).not.toHaveProperty("endsAtMs");
    expect(quotaOutlook(windows(0, 209, 4_900), NOW_MS)[2]).toHaveProperty("endsAtMs");
    expect(quotaOutlook(windows(0, 0, 5_000), NOW_MS)[2]).not.toHaveProperty("endsAtMs");
  });

  test("an allowance that is used up ends at once", () => {
    expect(quotaOutlook(windows(0, 500, 5_003), NOW_MS)[2]?.endsAtMs).toBe(NOW_MS);
  });
});

describe("how long what waits takes at least", () => {
  test.for([
    [0, windows(0, 0, 0), 0],
    [3, windows(0, 0, 0), 0],
    [4, windows(0, 0, 0), 1_000],
    [30, windows(3, 0, 0), 10_000],
    [600, windows(0, 0, 0), HOUR_MS],
    [1, windows(0, 500, 500), HOUR_MS],
    [6_000, windows(0, 0, 5_000), 2 * DAY_MS],
    [6_000, [], 0],
  ] as const)("%i deliveries with use %j take %i ms", ([pending, quota, expected]) => {
    expect(backlogMs(pending, quota)).toBe(expected);
  });
});
