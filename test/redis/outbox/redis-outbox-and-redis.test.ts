import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTracker, type Destination, type Tracker } from "@bot-tracker/core";
import { type RedisOutboxOptions, redisOutbox } from "@bot-tracker/redis";
import { Redis } from "ioredis";
import { test as base, describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { expectBalanced } from "../relay/fakes/entries.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

/** A service that takes everything, and whoever waits for it to have taken so many. */
class Service {
  readonly taken: string[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];

  destination(): Destination {
    return {
      name: "service",
      accepts: new Set(["event"]),
      plan: (occurrence) => {
        const event = occurrence.kind === "event" ? occurrence.event : "";
        return [{ kind: "deliver", method: "event", body: { event }, class: "event", expiresAfterMs: 600_000 }];
      },
      send: async (deliveries) => {
        for (const { body } of deliveries) this.taken.push((JSON.parse(body) as { event: string }).event);
        for (const { resolve } of this.#waiting.filter(({ count }) => this.taken.length >= count)) resolve();
        return { kind: "delivered" };
      },
    };
  }

  has(count: number): Promise<void> {
    if (this.taken.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}

/** A Redis, a service and the trackers of one test. */
interface Scene {
  server: RedisServer;
  service: Service;
  /** What the trackers said. */
  said: string[];
  /** Resolves when a tracker says something with this in it. */
  hear(part: string): Promise<void>;
  folder(): string;
  start(options?: RedisOutboxOptions, dir?: string): Tracker;
}

// Each waits some ten seconds for Redis to be missed or found again, and so all do at the same time.
const it = base.extend<{ scene: Scene }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  scene: async ({}, use) => {
    const server = await startRedisServer();
    const service = new Service();
    const trackers: Tracker[] = [];
    const folders: string[] = [];
    const said: string[] = [];
    const waiting: { part: string; resolve: () => void }[] = [];
    const say = (message: string): void => {
      said.push(message);
      for (const { part, resolve } of waiting) if (message.includes(part)) resolve();
    };
    const folder = (): string => {
      const made = mkdtempSync(join(tmpdir(), "bot-tracker-"));
      folders.push(made);
      return made;
    };
    await use({
      server,
      service,
      said,
      hear: (part) => new Promise((resolve) => waiting.push({ part, resolve })),
      folder,
      start: (options = {}, dir = folder()) => {
        const outbox = redisOutbox({ url: server.url, ...options });
        const destinations = [service.destination()];
        const logger = { warn: say, error: say };
        const tracker = createTracker({ botId: 1, dir, destinations, outbox, logger }, {});
        trackers.push(tracker);
        return tracker;
      },
    });
    await Promise.all(trackers.map((tracker) => tracker.close({ timeoutMs: 300 })));
    await server.close();
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  },
});

describe.skipIf(!hasRedisServer()).concurrent("a bot on a real Redis", () => {
  const record = (tracker: Tracker, from: number, count: number): void => {
    for (let at = from; at < from + count; at++) void tracker.trackEvent({ userId: at + 1, event: `event ${at}` });
  };
  const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `event ${at}`).sort();

  it("has everything sent once, and a flush waits for it", async ({ scene: { service, start } }) => {
    const tracker = start();
    record(tracker, 0, 500);
    expect(await tracker.flush(GENEROUS)).toMatchObject({ pending: 0 });
    expect([...service.taken].sort()).toEqual(names(500));
    expect(tracker.ledger()["service"]).toMatchObject({ accepted: 500, delivered: 500, pending: 0 });
    expect(tracker.health()["service"]).toMatchObject({ storage: "redis" });
  });

  it("has what one process records sent by another", async ({ scene: { service, start } }) => {
    const recorder = start({ role: "record" });
    start({ role: "deliver" });
    record(recorder, 0, 200);
    await service.has(200);
    expect([...service.taken].sort()).toEqual(names(200));
  });

  it("keeps recording while Redis is unavailable, and sends everything once when it is back", async ({
    scene: { server, service, said, hear, start },
  }) => {
    const tracker = start();
    record(tracker, 0, 50);
    await service.has(50);
    const away = hear("is unavailable");
    await server.stop("SIGKILL");
    await away;
    record(tracker, 50, 50);
    expect(tracker.health()["service"]).toMatchObject({ storage: "redis-away" });
    expectBalanced(tracker.ledger());
    await server.start();
    await service.has(100);
    await tracker.flush(GENEROUS);
    expect(new Set(service.taken).size).toBe(100);
    expectBalanced(tracker.ledger());
    expect(said.filter((line) => line.includes("is unavailable"))).toHaveLength(1);
    expect(said.filter((line) => line.includes("is back"))).toHaveLength(1);
  });

  it("sends what it recorded before Redis was ever available, also from an earlier process", async ({
    scene: { server, service, folder, start },
  }) => {
    await server.stop();
    const dir = folder();
    const before = start({}, dir);
    record(before, 0, 20);
    await before.close({ timeoutMs: 300 });
    const after = start({}, dir);
    record(after, 20, 20);
    await server.start();
    await service.has(40);
    expect([...service.taken].sort()).toEqual(names(40));
    await after.flush(GENEROUS);
    expect(after.ledger()["service"]).toMatchObject({ accepted: 40, delivered: 40 });
  });

  it("sends nothing twice when Redis is emptied under it, although the last deliveries are relayed again", async ({
    scene: { server, service, hear, start },
  }) => {
    const [one, other] = [start(), start()];
    record(one, 0, 100);
    record(other, 100, 100);
    await service.has(200);
    const lost = hear("lost its data");
    const client = new Redis(server.url);
    await client.flushall();
    client.disconnect();
    record(one, 200, 25);
    record(other, 225, 25);
    await lost;
    await service.has(250);
    await Promise.all([one.flush(GENEROUS), other.flush(GENEROUS)]);
    expect([...service.taken].sort()).toEqual(names(250));
    expectBalanced(one.ledger());
  });

  it("says what it means when Redis comes back without its data", async ({
    scene: { server, service, hear, start },
  }) => {
    const tracker = start();
    record(tracker, 0, 10);
    await service.has(10);
    await tracker.flush(GENEROUS);
    const [away, lost] = [hear("is unavailable"), hear("lost its data")];
    await server.stop("SIGKILL");
    await away;
    record(tracker, 10, 10);
    await server.start({ empty: true });
    await lost;
    await service.has(20);
    expectBalanced(tracker.ledger());
  });
});
