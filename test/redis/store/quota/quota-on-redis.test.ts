import { expect, it, vi } from "vitest";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisQuota } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { describeWithRedis, START_MS, takeFrom } from "./quota-fixtures.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }], maxServerDelayMs: 500 };

describeWithRedis("the quota in Redis", (harness) => {
  const takeAll = async (quota: RedisQuota, atMs: number, limits = LIMITS): Promise<string[]> => {
    const slots: string[] = [];
    for (;;) {
      const slot = await takeFrom(quota, limits, atMs);
      if (typeof slot === "number") return slots;
      slots.push(slot);
    }
  };

  it("holds a process without limits of its own to those of processes that have stopped", async () => {
    const scope = harness.newScope();
    const hourly: QuotaLimits = { ...LIMITS, windows: [{ limit: 2, perMs: 3_600_000 }] };
    const bot = harness.process(scope);
    for (const slot of await takeAll(bot, START_MS, hourly)) await bot.end(slot, "answered", START_MS);
    const tool = harness.process(scope);
    const unlimited = { ...LIMITS, windows: [] };
    expect(await takeFrom(tool, unlimited, START_MS + 3_000_000)).toBe(START_MS + 3_600_001);
    expect(await takeFrom(tool, unlimited, START_MS + 3_600_001)).toBeTypeOf("string");
  });

  it("ignores times that cannot be, written before the clock was set back", async () => {
    const quota = harness.process(harness.newScope());
    for (const slot of await takeAll(quota, START_MS + 86_400_000)) {
      await quota.end(slot, "answered", START_MS + 86_400_000);
    }
    expect(await takeFrom(quota, LIMITS, START_MS)).toBe(START_MS + 500 + 1_001);
  });

  it("leaves nothing in Redis for ever", async () => {
    const scope = harness.newScope();
    const client = harness.connect();
    const quota = harness.process(scope);
    const [slot] = await takeAll(quota, START_MS);
    await quota.end(String(slot), "answered", START_MS);
    const keys = await client.keys(`${scope}*`);
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(600_000);
  });

  it("does not count a request whose slot could not be taken because the connection was lost", async () => {
    const scope = harness.newScope();
    const client = harness.connect();
    const quota = harness.process(scope, { client });
    await takeFrom(quota, { ...LIMITS, key: "other" }, START_MS);
    const evalsha = client.evalsha.bind(client) as (...args: readonly unknown[]) => Promise<unknown>;
    const spy = vi.spyOn(client, "evalsha").mockImplementationOnce(async (...args: readonly unknown[]) => {
      await evalsha(...args);
      throw new Error("Connection is closed.");
    });
    await expect(quota.take(LIMITS, true, START_MS)).rejects.toThrow("Connection is closed.");
    expect(await takeAll(harness.process(scope), START_MS)).toHaveLength(2);
    spy.mockRestore();
    await quota.refresh();
    expect(await takeAll(harness.process(scope), START_MS)).toHaveLength(1);
  });

  it("grants and ends slots also when Redis is out of memory, because only sending makes room", async () => {
    const client = harness.connect();
    const quota = harness.process(harness.newScope(), { client });
    await client.config("SET", "maxmemory", "1");
    try {
      await expect(client.set("anything", "")).rejects.toThrow("OOM");
      await quota.end(String(await takeFrom(quota, LIMITS, START_MS)), "answered", START_MS);
      expect(quota.used(LIMITS, START_MS)).toEqual([1]);
    } finally {
      await client.config("SET", "maxmemory", "0");
    }
  });

  it("holds over a restart of Redis", async () => {
    const scope = harness.newScope();
    const quota = harness.process(scope);
    const [first, ...open] = await takeAll(quota, START_MS);
    await quota.end(String(first), "answered", START_MS + 100);
    await harness.server.stop();
    await harness.server.start();
    expect(await takeFrom(quota, LIMITS, START_MS + 200)).toBe(START_MS + 1_101);
    for (const slot of open) await quota.end(slot, "answered", START_MS + 300);
    // The place that is free first is the other process's.
    expect(await takeFrom(harness.process(scope), LIMITS, START_MS + 300)).toBe(START_MS + 1_301);
  });
});
