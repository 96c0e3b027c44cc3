import { describe, expect, it } from "vitest";
import type { Outbox } from "../../../packages/core/src/outbox/outbox.ts";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import { START_MS } from "./outbox-fixtures.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }], maxServerDelayMs: 500 };

/** The part of an outbox's contract that is about the quota. */
export function describeOutboxQuota(name: string, open: () => Promise<Outbox>): void {
  const take = async (outbox: Outbox, nowMs: number, urgent = true, limits = LIMITS): Promise<string | number> => {
    const grant = await outbox.takeSlot(limits, urgent, nowMs);
    return grant.granted ? grant.slot : grant.atMs;
  };

  describe(`${name}: quota`, () => {
    it("counts a request from its sending until one window after its answer", async () => {
      const outbox = await open();
      const slots = [];
      for (let sent = 0; sent < 3; sent++) slots.push(await take(outbox, START_MS));
      expect(slots.every((slot) => typeof slot === "string")).toBe(true);
      expect(await take(outbox, START_MS)).toBe(Number.POSITIVE_INFINITY);
      await outbox.endSlot(String(slots[0]), "answered", START_MS + 300);
      const atMs = await take(outbox, START_MS + 300);
      expect(atMs).toBeGreaterThan(START_MS + 1_300);
      expect(atMs).toBeLessThanOrEqual(START_MS + 1_310);
      expect(await take(outbox, Number(atMs) - 2)).toBe(atMs);
      expect(await take(outbox, Number(atMs))).toBeTypeOf("string");
    });

    it("counts a request whose answer was lost for the server's delay longer", async () => {
      const outbox = await open();
      for (let sent = 0; sent < 3; sent++) {
        await outbox.endSlot(String(await take(outbox, START_MS)), "lost", START_MS);
      }
      const atMs = await take(outbox, START_MS);
      expect(atMs).toBeGreaterThan(START_MS + 1_500);
      expect(atMs).toBeLessThanOrEqual(START_MS + 1_510);
    });

    it("does not count a request that never left", async () => {
      const outbox = await open();
      for (let sent = 0; sent < 10; sent++) {
        await outbox.endSlot(String(await take(outbox, START_MS)), "never-sent", START_MS);
      }
      expect(outbox.quotaUsed(LIMITS, START_MS)).toEqual([0]);
    });

    it("leaves a third of a short window to starts and goals", async () => {
      const outbox = await open();
      expect(await take(outbox, START_MS, false)).toBeTypeOf("string");
      expect(await take(outbox, START_MS, false)).toBeTypeOf("string");
      expect(await take(outbox, START_MS, false)).toBe(Number.POSITIVE_INFINITY);
      expect(await take(outbox, START_MS, true)).toBeTypeOf("string");
      expect(outbox.quotaUsed(LIMITS, START_MS)).toEqual([3]);
    });

    it("keeps keys apart, and counts what spends the same key together", async () => {
      const outbox = await open();
      for (let sent = 0; sent < 3; sent++) await take(outbox, START_MS);
      expect(await take(outbox, START_MS, true, { ...LIMITS, key: "other" })).toBeTypeOf("string");
      expect(await take(outbox, START_MS, true, { ...LIMITS })).toBe(Number.POSITIVE_INFINITY);
    });

    it("ignores an end that it was told before", async () => {
      const outbox = await open();
      const slot = String(await take(outbox, START_MS));
      await outbox.endSlot(slot, "answered", START_MS);
      await outbox.endSlot(slot, "answered", START_MS);
      expect(outbox.quotaUsed(LIMITS, START_MS)).toEqual([1]);
    });
  });
}
