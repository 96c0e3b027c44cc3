import { expect, it } from "vitest";
import { Heap } from "../../../../packages/core/src/outbox/memory/heap.ts";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisQuota } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { seededRandom } from "../../../support/virtual-time.ts";
import { describeWithRedis, START_MS, takeFrom } from "./quota-fixtures.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }], maxServerDelayMs: 0 };
const LONGEST_TURN_MS = 10_000;

describeWithRedis("processes that wait for a slot", (harness) => {
  const processes = (scope: string, count: number): RedisQuota[] => {
    const client = harness.connect();
    return Array.from({ length: count }, () => harness.process(scope, { client }));
  };

  const scriptsRun = async (): Promise<number> => {
    const stats = await harness.connect().info("commandstats");
    const calls = [...stats.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  /** All slots are taken and answered at once, by a process that does not wait. */
  const fill = async (scope: string): Promise<void> => {
    const quota = harness.process(scope);
    const slots = [];
    for (let slot = 0; slot < 3; slot++) slots.push(await takeFrom(quota, LIMITS, START_MS));
    for (const slot of slots) await quota.end(String(slot), "answered", START_MS);
  };

  it("are told moments of their own, as many at once as there is room for", async () => {
    const scope = harness.newScope();
    await fill(scope);
    const told: number[] = [];
    for (const quota of processes(scope, 20)) told.push(Number(await takeFrom(quota, LIMITS, START_MS)) - START_MS);
    expect(told.slice(0, 7)).toEqual([1_001, 1_001, 1_001, 2_002, 2_002, 2_002, 3_003].map((ms) => expectedNear(ms)));
    // Those before them may have died.
    for (const ms of told) expect(ms).toBeLessThanOrEqual(1_001 + LONGEST_TURN_MS);
  });

  it("keep their moment when they ask again before it, and wait with starts only for starts", async () => {
    const scope = harness.newScope();
    await fill(scope);
    const [first, second, urgent] = processes(scope, 3);
    if (first === undefined || second === undefined || urgent === undefined) throw new Error("there are three");
    for (let times = 0; times < 3; times++) {
      expect(await takeFrom(first, LIMITS, START_MS + times, false)).toBe(START_MS + 1_001);
      expect(await takeFrom(second, LIMITS, START_MS + times, false)).toBe(START_MS + 1_001);
    }
    expect(await takeFrom(harness.process(scope), LIMITS, START_MS + 10, false)).toBeGreaterThan(START_MS + 1_900);
    expect(await takeFrom(urgent, LIMITS, START_MS + 10, true)).toBe(START_MS + 1_001);
  });

  it.each([0, 40, 300])(
    "send as much as one that waits alone, with answers after up to %i ms each way",
    async (legMs) => {
      const REQUESTS = 60;
      const alone = await sendAll(processes(harness.newScope(), 1), REQUESTS, legMs);
      const before = await scriptsRun();
      const crowd = await sendAll(processes(harness.newScope(), 12), REQUESTS, legMs);
      const asked = (await scriptsRun()) - before;
      console.log(
        `${legMs} ms: alone ${Math.round(alone.tookMs)} ms, twelve ${Math.round(crowd.tookMs)} ms with ${asked / REQUESTS} scripts each`,
      );
      expect(crowd.tookMs).toBeLessThan(alone.tookMs * 1.15);
      expect(asked / REQUESTS).toBeLessThan(6);
    },
  );
});

function expectedNear(ms: number): unknown {
  return { asymmetricMatch: (value: unknown) => typeof value === "number" && Math.abs(value - ms) <= 3 };
}

/** In time that passes only from one event to the next: each process sends whenever the quota lets it. */
async function sendAll(quotas: readonly RedisQuota[], requests: number, legMs: number): Promise<{ tookMs: number }> {
  const random = seededRandom(7);
  const due = new Heap<{ atMs: number; task: (atMs: number) => Promise<void> }>(({ atMs }) => atMs);
  let wanted = requests;
  let lastMs = START_MS;
  /** Of each process, which of its timers counts. */
  const timers = new Map<RedisQuota, number>();
  const askAt = (quota: RedisQuota, atMs: number): void => {
    const timer = (timers.get(quota) ?? 0) + 1;
    timers.set(quota, timer);
    due.push({ atMs, task: async (nowMs) => (timers.get(quota) === timer ? ask(quota, nowMs) : undefined) });
  };
  const ask = async (quota: RedisQuota, atMs: number): Promise<void> => {
    if (wanted <= 0) return;
    const grant = await quota.take(LIMITS, false, Math.floor(atMs));
    if (!grant.granted) {
      askAt(quota, grant.atMs === Number.POSITIVE_INFINITY ? atMs + 1_000 : grant.atMs);
      return;
    }
    wanted--;
    lastMs = atMs;
    due.push({
      atMs: atMs + (random() + random()) * legMs,
      task: async (nowMs) => {
        await quota.end(grant.slot, "answered", Math.floor(nowMs));
        await ask(quota, nowMs);
      },
    });
    await ask(quota, atMs);
  };
  for (const quota of quotas) askAt(quota, START_MS + random() * 1_000);
  for (let next = due.pop(); next !== undefined; next = due.pop()) await next.task(next.atMs);
  return { tookMs: lastMs - START_MS };
}
