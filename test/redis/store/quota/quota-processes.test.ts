import fc from "fast-check";
import { expect, it } from "vitest";
import { Heap } from "../../../../packages/core/src/outbox/memory/heap.ts";
import type { RequestEnd } from "../../../../packages/core/src/outbox/request-end.ts";
import { type QuotaLimits, type QuotaWindow, quotaCap } from "../../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisQuota } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { StrictServer } from "../../../support/strict-server.ts";
import { seededRandom } from "../../../support/virtual-time.ts";
import { describeWithRedis, START_MS } from "./quota-fixtures.ts";

interface Weather {
  windows: readonly QuotaWindow[];
  seed: number;
  processes: number;
  /** Each way to the service takes up to this. */
  longestLegMs: number;
  /** Each way to Redis takes up to this. */
  longestRedisLegMs: number;
  lostShare: number;
  neverSentShare: number;
  /** Of all requests, those whose process dies with them under way. */
  diesShare: number;
  urgentShare: number;
  maxServerDelayMs: number;
  requests: number;
}

interface Spent {
  server: StrictServer;
  /** When the server counted what was neither a start nor a goal. */
  lowAtMs: number[];
  sent: number;
}

const LOOK_AGAIN_MS = 1_000;

/**
 * Several processes send as fast as the quota lets them, each at its own pace, in time that passes only from one event
 * to the next. Every call takes its time to Redis and back; what it says is of when it left.
 */
async function spend(quotas: readonly RedisQuota[], weather: Weather): Promise<Spent> {
  const random = seededRandom(weather.seed);
  const limits: QuotaLimits = { key: "key", windows: weather.windows, maxServerDelayMs: weather.maxServerDelayMs };
  const server = new StrictServer(weather.windows, random() * 86_400_000);
  const lowAtMs: number[] = [];
  const due = new Heap<{ atMs: number; task: (atMs: number) => void | Promise<void> }>(({ atMs }) => atMs);
  const at = (atMs: number, task: (atMs: number) => void | Promise<void>): void => due.push({ atMs, task });
  const leg = (longestMs: number): number => random() * longestMs;
  let wanted = weather.requests;
  let sent = 0;

  const end = (quota: RedisQuota, slot: string, how: RequestEnd, endMs: number): void => {
    at(endMs + leg(weather.longestRedisLegMs), () => quota.end(slot, how, Math.floor(endMs)));
  };

  const request = (quota: RedisQuota, slot: string, isUrgent: boolean, atMs: number): void => {
    const abortedMs = atMs + leg(weather.longestLegMs) + leg(weather.longestLegMs);
    const chance = random();
    const count = (countedMs: number): void => {
      server.take(countedMs);
      if (!isUrgent) lowAtMs.push(countedMs);
    };
    if (chance < weather.neverSentShare) {
      end(quota, slot, "never-sent", abortedMs);
      return;
    }
    sent++;
    if (chance > 1 - weather.diesShare) {
      at(atMs + random() * weather.maxServerDelayMs, count);
    } else if (chance < weather.neverSentShare + weather.lostShare) {
      at(atMs + random() * (abortedMs + weather.maxServerDelayMs - atMs), count);
      end(quota, slot, "lost", abortedMs);
    } else {
      at(atMs + random() * (abortedMs - atMs), count);
      end(quota, slot, "answered", abortedMs);
    }
  };

  const ask = (quota: RedisQuota, atMs: number): void => {
    const isUrgent = random() < weather.urgentShare;
    at(atMs + leg(weather.longestRedisLegMs), async (arrivedMs) => {
      if (wanted <= 0) return;
      const grant = await quota.take(limits, isUrgent, Math.floor(atMs));
      const knownMs = arrivedMs + leg(weather.longestRedisLegMs);
      if (grant.granted) {
        wanted--;
        at(knownMs, (nowMs) => request(quota, grant.slot, isUrgent, nowMs));
        at(knownMs, (nowMs) => ask(quota, nowMs));
      } else {
        const againMs = grant.atMs === Number.POSITIVE_INFINITY ? knownMs + LOOK_AGAIN_MS : grant.atMs;
        at(Math.max(againMs, knownMs), (nowMs) => ask(quota, nowMs));
      }
    });
  };

  for (const quota of quotas) ask(quota, START_MS + random() * 1_000);
  for (let next = due.pop(); next !== undefined; next = due.pop()) await next.task(next.atMs);
  return { server, lowAtMs, sent };
}

/** The most of `atMs` that any window sees, wherever it begins. */
function fullest(atMs: readonly number[], perMs: number): number {
  let most = 0;
  let first = 0;
  atMs.forEach((moment, index) => {
    while (moment - (atMs[first] ?? moment) >= perMs) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

const weathers: fc.Arbitrary<Weather> = fc.record({
  windows: fc.array(fc.record({ limit: fc.integer({ min: 1, max: 12 }), perMs: fc.integer({ min: 1, max: 70_000 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  seed: fc.nat(),
  processes: fc.integer({ min: 1, max: 5 }),
  longestLegMs: fc.constantFrom(0, 0.3, 5, 300, 5_000),
  longestRedisLegMs: fc.constantFrom(0, 0.4, 20, 400),
  lostShare: fc.constantFrom(0, 0.1, 0.7),
  neverSentShare: fc.constantFrom(0, 0.2),
  diesShare: fc.constantFrom(0, 0.05),
  urgentShare: fc.constantFrom(0, 0.1, 0.5, 1),
  maxServerDelayMs: fc.constantFrom(0, 700, 30_000),
  requests: fc.integer({ min: 1, max: 60 }),
});

describeWithRedis("several processes, any network, any window of the server", (harness) => {
  it("let no window, fixed or sliding, see more than its limit, or more than the share of what can wait", async () => {
    const clients = Array.from({ length: 5 }, () => harness.connect());
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(weathers, async (weather) => {
        const scope = harness.newScope();
        const quotas = clients.slice(0, weather.processes).map((client) => harness.process(scope, { client }));
        const spent = await spend(quotas, weather);
        expect(spent.server.refused).toBe(0);
        for (const window of weather.windows) {
          expect(fullest(spent.lowAtMs, window.perMs)).toBeLessThanOrEqual(quotaCap(window, false));
        }
        sent += spent.sent;
      }),
      { numRuns: 100 },
    );
    expect(sent).toBeGreaterThan(1_000);
  });
});
