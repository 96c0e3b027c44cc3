import { describe, expect, it } from "vitest";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisQuota } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { describeOutboxQuota } from "../../../core/outbox/describe-outbox-quota.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { describeWithRedis, outboxWith, START_MS, takeFrom } from "./quota-fixtures.ts";

const NEVER = Number.POSITIVE_INFINITY;
const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }], maxServerDelayMs: 500 };
const STRICTER: QuotaLimits = {
  ...LIMITS,
  windows: [
    { limit: 1, perMs: 1_000 },
    { limit: 9, perMs: 60_000 },
  ],
};
/** How long a request may be under way before its process has to say that it lives, with the server's delay. */
const LAPSE_MS = 60_500;

describeWithRedis("Redis", (harness) => {
  describeOutboxQuota("Redis", async () => outboxWith(harness.process(harness.newScope())));

  const takeAll = async (quota: RedisQuota, atMs: number, limits = LIMITS): Promise<string[]> => {
    const slots: string[] = [];
    for (;;) {
      const slot = await takeFrom(quota, limits, atMs);
      if (typeof slot === "number") return slots;
      slots.push(slot);
    }
  };

  describe("a slot whose process died", () => {
    it("counts as a lost request after a minute without a sign of life", async () => {
      const scope = harness.newScope();
      await takeAll(harness.process(scope), START_MS);
      const other = harness.process(scope);
      expect(await takeFrom(other, LIMITS, START_MS + LAPSE_MS - 1)).toBe(NEVER);
      expect(await takeFrom(other, LIMITS, START_MS + LAPSE_MS)).toBe(START_MS + LAPSE_MS + 1_001);
      expect(await takeFrom(other, LIMITS, START_MS + LAPSE_MS + 1_001)).toBeTypeOf("string");
    });

    it("can be ended by another process that knows its name", async () => {
      const scope = harness.newScope();
      const [slot] = await takeAll(harness.process(scope), START_MS);
      const other = harness.process(scope);
      await other.end(String(slot), "never-sent", START_MS);
      expect(await takeFrom(other, LIMITS, START_MS)).toBeTypeOf("string");
    });
  });

  describe("a request whose answer was lost", () => {
    const limits: QuotaLimits = {
      key: "hash",
      windows: [
        { limit: 3, perMs: 1_000 },
        { limit: 5, perMs: 120_000 },
      ],
    };

    it("counts 3 s longer in a window shorter than a minute, and 30 s longer in a longer one", async () => {
      const quota = harness.process(harness.newScope());
      const slots = await takeAll(quota, START_MS, limits);
      expect(slots).toHaveLength(3);
      for (const slot of slots) await quota.end(slot, "lost", START_MS);
      expect(await takeFrom(quota, limits, START_MS)).toBe(START_MS + 4_001);
      expect(await takeFrom(quota, limits, START_MS + 4_000)).toBe(START_MS + 4_001);
      const later = await takeAll(quota, START_MS + 4_001, limits);
      expect(later).toHaveLength(2);
      for (const slot of later) await quota.end(slot, "answered", START_MS + 4_001);
      expect(await takeFrom(quota, limits, START_MS + 10_000)).toBe(START_MS + 4_001 + 120_001);
      expect(await takeAll(quota, START_MS + 124_002, limits)).toHaveLength(2);
      expect(await takeFrom(quota, limits, START_MS + 149_999)).toBe(START_MS + 150_001);
      expect(await takeFrom(quota, limits, START_MS + 150_001)).toBeTypeOf("string");
    });

    it("makes room in the order in which what counts leaves the window, answered or lost", async () => {
      const quota = harness.process(harness.newScope());
      const [first = "", second = "", third = ""] = await takeAll(quota, START_MS, limits);
      await quota.end(first, "lost", START_MS);
      await quota.end(second, "answered", START_MS + 3_500);
      await quota.end(third, "answered", START_MS + 2_000);
      expect(await takeFrom(quota, limits, START_MS + 2_500)).toBe(START_MS + 3_001);
      expect(await takeFrom(quota, limits, START_MS + 3_001)).toBeTypeOf("string");
      expect(await takeFrom(quota, limits, START_MS + 3_600)).toBe(START_MS + 4_001);
    });
  });

  describe("a slot whose process lives", () => {
    it("is kept open for as long as its request takes", async () => {
      const scope = harness.newScope();
      const ports = new ManualPorts(START_MS);
      const quota = harness.process(scope, { ports });
      const slots = await takeAll(quota, START_MS);
      for (let atMs = START_MS + 30_000; atMs <= START_MS + 300_000; atMs += 30_000) {
        expect(await takeFrom(quota, LIMITS, atMs)).toBe(NEVER);
        await ports.advance(30_000);
      }
      const other = harness.process(scope);
      expect(await takeFrom(other, LIMITS, START_MS + 330_000)).toBe(NEVER);
      for (const slot of slots) await quota.end(slot, "answered", START_MS + 330_000);
      expect(await takeFrom(other, LIMITS, START_MS + 330_000)).toBe(START_MS + 331_001);
    });

    it("ends at its true end if it lapsed in the meantime, and counts once", async () => {
      const scope = harness.newScope();
      const quota = harness.process(scope);
      const slots = await takeAll(quota, START_MS);
      const other = harness.process(scope);
      await takeFrom(other, LIMITS, START_MS + LAPSE_MS);
      for (const slot of slots) await quota.end(slot, "answered", START_MS + LAPSE_MS + 500);
      expect(quota.used(LIMITS, START_MS + LAPSE_MS + 500)).toEqual([3]);
      expect(await takeFrom(other, LIMITS, START_MS + LAPSE_MS + 1_500)).toBe(START_MS + LAPSE_MS + 1_501);
    });

    it("is open again after it lapsed, once its process is heard of", async () => {
      const scope = harness.newScope();
      const quota = harness.process(scope);
      await takeAll(quota, START_MS);
      const other = harness.process(scope);
      expect(await takeFrom(other, LIMITS, START_MS + LAPSE_MS)).not.toBe(NEVER);
      await takeFrom(quota, LIMITS, START_MS + LAPSE_MS);
      await quota.refresh();
      expect(await takeFrom(other, LIMITS, START_MS + LAPSE_MS + 5_000)).toBe(NEVER);
    });
  });

  describe("an end", () => {
    it("counts once if it is reported twice, also by different processes", async () => {
      const scope = harness.newScope();
      const quota = harness.process(scope);
      const [slot] = await takeAll(quota, START_MS);
      await quota.end(String(slot), "answered", START_MS + 100);
      await quota.end(String(slot), "answered", START_MS + 700);
      await harness.process(scope).end(String(slot), "lost", START_MS + 900);
      expect(await takeFrom(quota, LIMITS, START_MS + 900)).toBe(START_MS + 1_101);
    });

    it("of something that is no slot is ignored", async () => {
      const quota = harness.process(harness.newScope());
      await quota.end("17", "answered", START_MS);
      await quota.end("unknown 500 hash", "answered", START_MS);
      expect(await takeAll(quota, START_MS)).toHaveLength(3);
    });

    it("counts although Redis has lost the slot, since the request was sent", async () => {
      const scope = harness.newScope();
      const quota = harness.process(scope);
      const slots = await takeAll(quota, START_MS);
      await harness.connect().flushdb();
      for (const slot of slots) await quota.end(slot, "answered", START_MS + 100);
      expect(await takeFrom(quota, LIMITS, START_MS + 100)).toBe(START_MS + 1_101);
    });
  });

  describe("requests under way", () => {
    it("are reported again to a Redis that lost them", async () => {
      const scope = harness.newScope();
      const quota = harness.process(scope);
      await takeAll(quota, START_MS);
      await harness.connect().flushdb();
      await quota.refresh();
      expect(await takeFrom(harness.process(scope), LIMITS, START_MS)).toBe(NEVER);
    });
  });

  describe("two processes with different limits for one key", () => {
    it("both keep the stricter limit of each window", async () => {
      const scope = harness.newScope();
      const strict = harness.process(scope);
      const lax = harness.process(scope);
      const slot = await takeFrom(strict, STRICTER, START_MS);
      await strict.end(String(slot), "answered", START_MS);
      expect(await takeFrom(lax, LIMITS, START_MS)).toBe(START_MS + 1_001);
      expect(await takeFrom(strict, STRICTER, START_MS)).toBe(START_MS + 2_001);
      let atMs = START_MS;
      for (let sent = 1; sent < 9; sent++) {
        atMs += 2_000;
        await lax.end(String(await takeFrom(lax, LIMITS, atMs)), "answered", atMs);
      }
      expect(await takeFrom(lax, LIMITS, atMs + 2_000)).toBe(START_MS + 60_001);
    });

    it("is reported once, to the process whose limits do not apply", async () => {
      const scope = harness.newScope();
      const before = harness.told.length;
      await takeAll(harness.process(scope), START_MS, STRICTER);
      const lax = harness.process(scope);
      for (let times = 0; times < 3; times++) await takeFrom(lax, LIMITS, START_MS);
      await takeAll(harness.process(scope), START_MS, STRICTER);
      expect(harness.told.slice(before)).toEqual([{ ...LIMITS, windows: STRICTER.windows }]);
    });

    it("use the newer limits ten minutes after the last call with the stricter ones", async () => {
      const scope = harness.newScope();
      const [slot] = await takeAll(harness.process(scope), START_MS, STRICTER);
      const quota = harness.process(scope);
      await quota.end(String(slot), "answered", START_MS);
      expect(await takeAll(quota, START_MS + 600_000)).toHaveLength(1);
      expect(await takeAll(quota, START_MS + 600_001)).toHaveLength(2);
    });

    it("keep what a long window sees while only the one with short windows sends", async () => {
      const scope = harness.newScope();
      const long: QuotaLimits = { ...LIMITS, windows: [{ limit: 20, perMs: 86_400_000 }] };
      const patient = harness.process(scope);
      await patient.end(String(await takeFrom(patient, long, START_MS)), "answered", START_MS);
      const hasty = harness.process(scope);
      for (let hour = 1; hour < 20; hour++) {
        const atMs = START_MS + hour * 3_600_000;
        await hasty.end(String(await takeFrom(hasty, LIMITS, atMs)), "answered", atMs);
      }
      expect(await takeFrom(patient, long, START_MS + 72_000_000)).toBe(START_MS + 86_400_001);
    });
  });

  describe("how full windows are", () => {
    const asked = (perMs: number): QuotaLimits => ({ ...LIMITS, windows: [{ limit: 1, perMs }] });

    it("is reported for the last ten minutes too, and for any window from the next answer on", async () => {
      const quota = harness.process(harness.newScope());
      for (const afterMs of [0, 40_000, 80_000]) {
        const slot = await takeFrom(quota, LIMITS, START_MS + afterMs);
        await quota.end(String(slot), "answered", START_MS + afterMs);
      }
      expect(quota.used(asked(600_000), START_MS + 80_000)).toEqual([3]);
      expect(quota.used(asked(60_000), START_MS + 80_000)).toEqual([1]);
      await quota.refresh();
      expect(quota.used(asked(60_000), START_MS + 80_000)).toEqual([2]);
      expect(quota.used(LIMITS, START_MS + 80_000)).toEqual([1]);
    });

    it("is reported as empty once everything known has left", async () => {
      const quota = harness.process(harness.newScope());
      for (const slot of await takeAll(quota, START_MS)) await quota.end(slot, "lost", START_MS);
      expect(quota.used(LIMITS, START_MS + 1_500)).toEqual([3]);
      expect(quota.used(LIMITS, START_MS + 1_501)).toEqual([0]);
    });

    it("is reported to a process that only looks, which changes nobody's limits", async () => {
      const scope = harness.newScope();
      const quota = harness.process(scope);
      const [slot] = await takeAll(quota, START_MS);
      await quota.end(String(slot), "answered", START_MS);
      const reader = harness.process(scope, { clock: "caller", ports: new ManualPorts(START_MS + 200) });
      expect(reader.used(asked(1_000), START_MS + 200)).toEqual([0]);
      await reader.refresh();
      expect(reader.used(asked(1_000), START_MS + 200)).toEqual([3]);
      expect(await takeAll(quota, START_MS + 1_001)).toHaveLength(1);
    });
  });
});
