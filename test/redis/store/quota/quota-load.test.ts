import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { expect, it } from "vitest";
import { Lane } from "../../../../packages/core/src/delivery/lane.ts";
import { Messages } from "../../../../packages/core/src/support/messages.ts";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";
import { DESTINATION, delivery, putAll } from "../../../core/outbox/outbox-fixtures.ts";
import { StrictServer } from "../../../support/strict-server.ts";
import { describeWithRedis, outboxWith } from "./quota-fixtures.ts";

const PROCESSES = 20;
const REQUESTS = 20;
const QUOTA = {
  key: "hash",
  windows: [
    { limit: 3, perMs: 1_000 },
    { limit: 500, perMs: 3_600_000 },
  ],
  maxServerDelayMs: 1_000,
};

/** Scripts that clients had the server run. What these do inside costs no way to the server. */
async function scriptsRun(client: Redis): Promise<number> {
  const stats = await client.info("commandstats");
  const calls = [...stats.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)];
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

describeWithRedis("twenty processes that wait for one quota", (harness) => {
  it("each ask Redis at most twice a second", async () => {
    const scope = harness.newScope();
    const observer = harness.connect();
    const server = new StrictServer(QUOTA.windows);
    const nobody = { warn: () => {}, error: () => {} };
    const messages = new Messages({ logger: nobody, nowMs: systemPorts.nowMs, debug: false, secrets: [] });
    const abort = new AbortController();
    let enough = (): void => {};
    const sentEnough = new Promise<void>((resolve) => {
      enough = resolve;
    });

    const lanes = await Promise.all(
      Array.from({ length: PROCESSES }, async () => {
        const outbox = outboxWith(harness.process(scope, { clock: "server", ports: systemPorts }));
        const lane = new Lane({
          destination: {
            name: DESTINATION,
            quota: QUOTA,
            send: async () => {
              await sleep(20 + Math.random() * 60);
              server.take(performance.now());
              if (server.takenAtMs.length >= REQUESTS) enough();
              await sleep(20 + Math.random() * 60);
              return { kind: "delivered" };
            },
          },
          outbox,
          ports: systemPorts,
          messages,
          sendContext: () => ({
            http: { send: () => Promise.reject(new Error("there is no HTTP here")), close: async () => {} },
            bot: undefined,
            signal: abort.signal,
          }),
          notify: undefined,
        });
        const nowMs = systemPorts.nowMs();
        const starts = Array.from({ length: REQUESTS }, (_, index) =>
          delivery(`${index}`, { class: "start", createdAtMs: nowMs }),
        );
        await putAll(outbox, starts, nowMs);
        return lane;
      }),
    );

    const before = await scriptsRun(observer);
    const beganMs = performance.now();
    for (const lane of lanes) lane.wake();
    await sentEnough;
    const seconds = (performance.now() - beganMs) / 1_000;
    const perSecond = ((await scriptsRun(observer)) - before) / seconds / PROCESSES;
    await Promise.all(lanes.map((lane) => lane.close()));
    console.log(
      `${PROCESSES} processes waited ${seconds.toFixed(1)} s for a quota of 3 per second: ` +
        `${perSecond.toFixed(1)} scripts a second and process`,
    );
    expect(server.refused).toBe(0);
    expect(perSecond).toBeLessThanOrEqual(2);
  });
});
