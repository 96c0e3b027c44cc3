import { createTracker, type Destination } from "@bot-tracker/core";
import { redisOutbox } from "@bot-tracker/redis";
import { Redis } from "ioredis";
import { describe, expect, it, onTestFinished } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { hasRedisServer, startRedisServer } from "../../support/redis-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe.skipIf(!hasRedisServer())("a bot that records and sends in one process", () => {
  it("mostly wakes no other process for what it sends itself", async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.close());
    const client = new Redis(server.url);
    onTestFinished(() => client.disconnect());
    let taken = 0;
    const destination: Destination = {
      name: "service",
      accepts: new Set(["event"]),
      plan: () => [{ kind: "deliver", method: "event", body: {}, class: "event", expiresAfterMs: 600_000 }],
      send: async (deliveries) => {
        taken += deliveries.length;
        return { kind: "delivered" };
      },
    };
    const tracker = createTracker({
      ...{ tgtrack: false, howUsedBot: false, destinations: [destination], botId: 7_000_000_001 },
      ...{ outbox: redisOutbox({ url: server.url }), dir: temporaryFolder(), logger: { warn() {}, error() {} } },
    });
    onTestFinished(() => tracker.close());
    const send = async (events: number): Promise<void> => {
      const before = taken;
      for (let event = 1; event <= events; event++) {
        await tracker.trackEvent({ userId: event, event: "sale" });
        await expect.poll(() => taken, { timeout: GENEROUS.timeoutMs, interval: 2 }).toBe(before + event);
        await tracker.flush();
      }
    };
    // The first is looked for before anything is leased.
    await send(2);
    await client.config("RESETSTAT");
    await send(20);
    const stats = await client.info("commandstats");
    expect(stats).toMatch(/^cmdstat_evalsha:/m);
    // Where the process had to say that it lives, or was not done with the one before, it put this one alone.
    expect(Number(/^cmdstat_publish:calls=(\d+)/m.exec(stats)?.[1] ?? 0)).toBeLessThan(10);
  });
});
