import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";
import type { RedisQuota } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { StrictServer } from "../../../support/strict-server.ts";
import { describeWithRedis } from "./quota-fixtures.ts";

const HOUR_MS = 3_600_000;
const WINDOWS = [{ limit: 5, perMs: 300 }];
const LIMITS = { key: "hash", windows: WINDOWS, maxServerDelayMs: 0 };
const REQUESTS = 60;
/** By how much the clocks of the processes are wrong. */
const WRONG_BY_MS = [0, -7 * HOUR_MS, 5 * HOUR_MS, 2_500, -40, 24 * HOUR_MS];

describeWithRedis("processes whose clocks differ by hours", (harness) => {
  it("let no window of the service see more than its limit", async () => {
    const scope = harness.newScope();
    const server = new StrictServer(WINDOWS, 123.4);
    let wanted = REQUESTS;

    const send = async (quota: RedisQuota, steadyMs: () => number, slot: string): Promise<void> => {
      await sleep(Math.random() * 20);
      server.take(performance.now());
      await sleep(Math.random() * 20);
      await quota.end(slot, "answered", steadyMs());
    };

    const work = async (wrongByMs: number): Promise<void> => {
      const steadyMs = (): number => systemPorts.steadyMs() + wrongByMs;
      const quota = harness.process(scope, { clock: "server", ports: { ...systemPorts, steadyMs } });
      const underWay: Promise<void>[] = [];
      while (wanted > 0) {
        const askedMs = steadyMs();
        const grant = await quota.take(LIMITS, true, askedMs);
        if (grant.granted) {
          wanted--;
          underWay.push(send(quota, steadyMs, grant.slot));
          continue;
        }
        if (grant.atMs === Number.POSITIVE_INFINITY) {
          await sleep(10);
          continue;
        }
        expect(grant.atMs).toBeGreaterThan(askedMs);
        // The others may go first, but for no longer than this.
        expect(grant.atMs).toBeLessThanOrEqual(askedMs + 301 + 10_000);
        await sleep(Math.max(0, grant.atMs - steadyMs()));
      }
      await Promise.all(underWay);
    };

    await Promise.all(WRONG_BY_MS.map(work));
    expect(server.refused).toBe(0);
    expect(server.takenAtMs.length).toBeGreaterThanOrEqual(REQUESTS);
  });
});
