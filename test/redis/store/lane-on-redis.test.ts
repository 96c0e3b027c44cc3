import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import { delivery, leaseOne, putAll } from "../../core/outbox/outbox-fixtures.ts";
import { LaneHarness } from "../../support/lane-harness.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { newScope, openStore } from "./open-store.ts";

const HOUR_MS = 3_600_000;

/** A lane in virtual time, on a real Redis, to a service that takes an hour for each request. */
function slowLane(client: Redis) {
  const time = new VirtualTime();
  const scope = newScope();
  const store = openStore(client, scope, { clock: "caller", ports: time });
  const other = openStore(client, scope, { clock: "caller" });
  const harness = new LaneHarness({ time, outbox: store, latencyMs: HOUR_MS });
  const delivered = (name: string, more: Partial<NewDelivery>) =>
    delivery(name, { destination: "service", createdAtMs: time.nowMs(), ...more });
  return {
    time,
    other,
    /** By another process, of which the lane hears nothing until it is woken. */
    put: (names: readonly string[], more: Partial<NewDelivery> = {}) =>
      putAll(
        other,
        names.map((name) => delivered(name, more)),
        time.nowMs(),
      ),
    wake: () => harness.lane.wake(),
    /** Redis is asked in real time, in which next to none of the lane's passes. */
    sends: (names: readonly string[]) =>
      expect
        .poll(async () => {
          await time.advance(1);
          return harness.names;
        })
        .toEqual(names),
  };
}

describe.skipIf(!hasRedisServer())("a lane on Redis, of whose places but the last are taken by what is slow", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const events = (count: number): string[] => Array.from({ length: count }, (_, index) => `event ${index}`);

  it("sends a start that is tried again when it is due", async () => {
    const { time, other, put, wake, sends } = slowLane(client);
    await put(["start"], { class: "start" });
    const nowMs = time.nowMs();
    const start = await leaseOne(other, { destination: "service", nowMs });
    await other.settle([{ id: start?.id ?? "", as: "retry", atMs: nowMs + 10_000, answerLost: false }], nowMs);
    await put(events(9));
    wake();
    await sends(events(7));
    await time.advance(10_000);
    await sends([...events(7), "start"]);
  });
});
