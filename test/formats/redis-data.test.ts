import { createTracker, type Destination } from "@bot-tracker/core";
import { redisOutbox } from "@bot-tracker/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../redis/store/open-store.ts";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { COMMITS, Fixtures } from "./fixtures.ts";
import { BOT_ID, WRITTEN_MS } from "./moments.ts";
import { MOVED_BEFORE, SCOPE } from "./moved-before.ts";
import { readBack } from "./read-back.ts";
import { personsReadFrom, readPersons } from "./read-persons.ts";
import { writeRedis } from "./redis-data.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

describe.skipIf(!hasRedisServer())("data of earlier versions in Redis", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  beforeEach(async () => {
    await client.flushall();
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  describe.each(COMMITS)("written by %s", (commit) => {
    const fixtures = new Fixtures(commit);

    it("reads back as its own version read it", async () => {
      await writeRedis(client, fixtures.redisData());
      const outbox = openStore(client, SCOPE, { clock: "caller", idPrefix: "read" });
      await outbox.refresh();
      expect(await readPersons(outbox)).toEqual(personsReadFrom(commit));
      expect(JSON.parse(JSON.stringify(await readBack(outbox)))).toEqual(fixtures.expected("redis"));
      outbox.close();
    });

    it("takes nothing in twice that a machine moved there before", async () => {
      await writeRedis(client, fixtures.redisData());
      const outbox = openStore(client, SCOPE, { clock: "caller" });
      await outbox.refresh();
      const before = outbox.ledger();
      await outbox.move(MOVED_BEFORE);
      await outbox.refresh();
      expect(outbox.ledger()).toEqual(before);
      outbox.close();
    });

    it("gets what a bot's file had kept for it while it was away, each once", async () => {
      const dir = temporaryFolder();
      fixtures.unpack("not-in-redis-yet", dir);
      const sent: string[] = [];
      const destinations = ["service", "other"].map((name): Destination => {
        const send: Destination["send"] = async (deliveries) => {
          sent.push(...deliveries.map(({ body }) => `${name} ${body}`));
          return { kind: "delivered" };
        };
        return { name, accepts: new Set(), plan: () => [], send };
      });
      const aheadMs = WRITTEN_MS - Date.now();
      const tracker = createTracker(
        {
          botId: BOT_ID,
          dir,
          destinations,
          outbox: redisOutbox({ url: server.url }),
          ports: { nowMs: () => Date.now() + aheadMs },
          logger: { warn: () => {}, error: () => {} },
        },
        {},
      );
      expect(tracker.ledger()).toMatchObject({ service: { accepted: 3, pending: 3 }, other: { accepted: 3 } });
      expect(await tracker.flush({ timeoutMs: 30_000 })).toMatchObject({ pending: 0 });
      const all = ["service", "other"].flatMap((name) =>
        [1, 2, 3].map((userId) => `${name} ${JSON.stringify({ event: "sale", userId: String(userId) })}`),
      );
      expect(sent.sort()).toEqual(all.sort());
      await tracker.close();
    });
  });
});
