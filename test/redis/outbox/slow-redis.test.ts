import { createTracker } from "@bot-tracker/core";
import { createMiddleware, telegram } from "@bot-tracker/core/adapter-kit";
import { redisOutbox } from "@bot-tracker/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { slowWayTo } from "../../support/slow-way.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { privateStart, USER_ID } from "../../support/updates.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

/** A packet's time: what is not waited for is not in Redis when the flush ends. */
const SLOW_MS = 40;
/** One behind the other, each of them waits for Redis to have the one before on its disk: 2 s, for all of them 20 s. */
const STARTS = 10;
const WITHIN_MS = 15_000;

describe.skipIf(!hasRedisServer())("an instance that ends at once, with a Redis that is slow at that moment", () => {
  let server: RedisServer;
  let client: Redis;
  let lastBot = 7_000;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const ENDS = ["flush", "close", "flushAfterUpdate"] as const;

  test.for(ENDS)("has the starts and sales of a person in Redis when %s is done", async (end) => {
    const way = await slowWayTo(server.port);
    onTestFinished(() => way[Symbol.asyncDispose]());
    const botId = ++lastBot;
    const outbox = redisOutbox({ url: `redis://127.0.0.1:${way.port}`, role: "record" });
    const options = { botId, tgtrack: "a-key-of-tests", howUsedBot: false, outbox, dir: temporaryFolder() } as const;
    const updates = Array.from({ length: STARTS }, (_, index) => {
      const number = index + 1;
      return privateStart({ updateId: number, messageId: number, payload: `ad_${number}` });
    });
    const record = async (take: (update: object) => unknown, tracker: ReturnType<typeof createTracker>) => {
      for (const [index, update] of updates.entries()) {
        await take(update);
        await tracker.trackEvent({ userId: USER_ID, event: "sale", amount: index + 1 });
      }
    };
    if (end === "flushAfterUpdate") {
      const middleware = createMiddleware<object, { update: object }, never>(
        {
          name: "test",
          messenger: telegram,
          bot: { expected: "a bot", accepts: () => true },
          tokenOf: () => undefined,
          hookBot: () => {},
          hookContext: () => {},
          updateOf: ({ update }) => update,
          identityOf: () => ({ id: String(botId) }),
        },
        { ...options, flushAfterUpdate: { timeoutMs: WITHIN_MS } },
      );
      const { tracker } = middleware;
      onTestFinished(() => tracker.close({ timeoutMs: 0 }));
      await tracker.flush();
      way.delayMs = SLOW_MS;
      const [last = {}] = updates.slice(-1);
      await middleware({ update: last }, () => record((update) => tracker.handleUpdate(update), tracker as never));
    } else {
      const tracker = createTracker(options);
      onTestFinished(() => tracker.close({ timeoutMs: 0 }));
      await tracker.flush();
      way.delayMs = SLOW_MS;
      await record((update) => tracker.handleUpdate(update), tracker);
      await (end === "flush" ? tracker.flush({ timeoutMs: WITHIN_MS }) : tracker.close({ timeoutMs: WITHIN_MS }));
    }
    // Asked past the slow way: what this instance still holds is lost with it.
    const [key] = await client.keys(`*${botId}*tgtrack:ledger`);
    expect(await client.hget(key ?? "", "accepted")).toBe(String(2 * STARTS));
  });
});
