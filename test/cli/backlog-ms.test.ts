import { describe, expect, test } from "vitest";
import { backlogMs } from "../../packages/cli/src/status/backlog-ms.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function windows(second: number, hour: number, day: number) {
  return [
    { limit: 3, perMs: 1_000, used: second },
    { limit: 500, perMs: HOUR_MS, used: hour },
    { limit: 5_000, perMs: DAY_MS, used: day },
  ];
}

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
