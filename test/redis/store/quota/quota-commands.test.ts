import type { Redis } from "ioredis";
import { expect, it } from "vitest";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import { describeWithRedis, START_MS, takeFrom } from "./quota-fixtures.ts";

const SECOND: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }], maxServerDelayMs: 500 };
/** More than are looked at together. */
const MANY = 230;
const LAPSED_MS = 60_000 + 500;

async function commandsRun(client: Redis): Promise<number> {
  const calls = (await client.info("commandstats")).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return [...calls].reduce((sum, [, name, count]) => (name?.startsWith("config") ? sum : sum + Number(count)), 0);
}

describeWithRedis("the slots of a key", (harness) => {
  it("are refused with few commands, since all that wait ask again and again", async () => {
    const client = harness.connect();
    const quota = harness.process(harness.newScope(), { client });
    const [first] = [await takeFrom(quota, SECOND, START_MS), await takeFrom(quota, SECOND, START_MS)];
    await takeFrom(quota, SECOND, START_MS);
    await quota.end(String(first), "answered", START_MS + 10);
    // The first refusal notes the process's turn, and how long that is kept.
    expect(await takeFrom(quota, SECOND, START_MS + 20)).toBe(START_MS + 1_011);
    await client.config("RESETSTAT");
    expect(await takeFrom(quota, SECOND, START_MS + 30)).toBe(START_MS + 1_011);
    expect(await commandsRun(client)).toBeLessThanOrEqual(11);
  });

  it("count and lapse when there are more than are looked at together", async () => {
    const quota = harness.process(harness.newScope());
    const limits: QuotaLimits = { ...SECOND, windows: [{ limit: MANY, perMs: 1_000 }] };
    const slots = await Promise.all(Array.from({ length: MANY }, () => takeFrom(quota, limits, START_MS)));
    expect(slots.every((slot) => typeof slot === "string")).toBe(true);
    expect(await takeFrom(quota, limits, START_MS + 1)).toBe(Number.POSITIVE_INFINITY);
    expect(quota.used(limits, START_MS + 1)).toEqual([MANY]);
    // A process that has died says nothing of them.
    expect(await takeFrom(quota, limits, START_MS + LAPSED_MS)).toBe(START_MS + LAPSED_MS + 1_001);
    expect(await takeFrom(quota, limits, START_MS + LAPSED_MS + 1_001)).toBeTypeOf("string");
    expect(quota.used(limits, START_MS + LAPSED_MS + 1_001)).toEqual([1]);
  });
});
