import fc from "fast-check";
import { expect, test } from "vitest";
import { fullIn, quotaHealth } from "../../../packages/core/src/delivery/quota-health.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";

const HOUR_MS = 3_600_000;
const LIMITS = {
  key: "k",
  windows: [
    { limit: 3, perMs: 1000 },
    { limit: 500, perMs: HOUR_MS },
    { limit: 5000, perMs: 24 * HOUR_MS },
  ],
};

/** An outbox after `count` requests, one each `everyMs`, and the moment after the last. */
function spent(count: number, everyMs: number): { outbox: MemoryOutbox; steadyMs: number } {
  const outbox = new MemoryOutbox("test");
  let steadyMs = 0;
  for (let sent = 0; sent < count; sent++) {
    steadyMs += everyMs;
    const grant = outbox.takeSlot(LIMITS, true, steadyMs);
    if (grant.granted) outbox.endSlot(grant.slot, "answered", steadyMs);
  }
  return { outbox, steadyMs };
}

test("the health of a quota says when the day's allowance ends at the present rate", () => {
  const { outbox, steadyMs } = spent(240, 10_000);
  const [second, hour, day] = quotaHealth(LIMITS, outbox, { nowMs: 1_000_000, steadyMs });
  expect(second).toEqual({ limit: 3, perMs: 1000, used: 1 });
  // 6 a minute is 360 an hour, which is allowed, and 8,640 a day, which is not: 4,760 more go in 793 minutes.
  expect(hour).toEqual({ limit: 500, perMs: HOUR_MS, used: 240 });
  expect(day).toMatchObject({ limit: 5000, used: 240 });
  expect((day?.endsAt ?? 0) - 1_000_000).toBeCloseTo((4_760 / 6.1) * 60_000, -6);
});

test("a quota that is spent ends now", () => {
  const { outbox, steadyMs } = spent(500, 1_001);
  expect(quotaHealth(LIMITS, outbox, { nowMs: 5_000, steadyMs })[1]).toMatchObject({ used: 500, endsAt: 5_000 });
});

test("a rate that a window bears for ever never fills it, and any other fills it no later than it says", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 100, noNaN: true }), (limit, perHour) => {
      const leftMs = fullIn({ limit, perMs: HOUR_MS }, 0, perHour / HOUR_MS);
      if (perHour <= limit) expect(leftMs).toBeUndefined();
      else expect((leftMs ?? 0) * (perHour / HOUR_MS)).toBeGreaterThanOrEqual(limit - 1e-6);
    }),
  );
});
