import { once } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import { describe, expect, it, onTestFinished } from "vitest";
import { ReadyBell } from "../../../packages/redis/src/bullmq/ready-bell.ts";
import { DESTINATION } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, NO_REDIS_SERVER, startRedisServer } from "../../support/redis-server.ts";
import { openStore } from "../store/open-store.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

class WatchedRedis extends Redis {
  readonly duplicates: Redis[] = [];

  override duplicate(options?: Partial<RedisOptions>): Redis {
    const made = super.duplicate(options);
    this.duplicates.push(made);
    return made;
  }
}

describe.skipIf(!hasRedisServer())("what wakes a worker", () => {
  it("subscribes again after a lost connection, and ends no process when Redis no longer allows it", async () => {
    const server = await startRedisServer(["--user", "bot", "on", "nopass", "~*", "&*", "+@all"]);
    const owner = new Redis(server.url);
    const client = new WatchedRedis(server.url, { username: "bot", password: "any", retryStrategy: () => 20 });
    const uncaught: unknown[] = [];
    const catchIt = (error: unknown): void => void uncaught.push(error);
    process.on("unhandledRejection", catchIt);
    const store = openStore(client, "test:{1}:");
    const bell = new ReadyBell({ client, store, destination: DESTINATION });
    onTestFinished(async () => {
      process.off("unhandledRejection", catchIt);
      bell.close();
      client.disconnect();
      owner.disconnect();
      await server.close();
    });
    const [subscriber] = client.duplicates;
    if (subscriber === undefined) throw new Error("there is no connection that listens");
    const isListening = (): Promise<void> =>
      expect.poll(() => owner.pubsub("NUMSUB", store.channel)).toEqual([store.channel, 1]);
    await isListening();
    const [isReadyAgain] = [once(subscriber, "ready"), await owner.call("CLIENT", "KILL", "TYPE", "pubsub")];
    await isReadyAgain;
    await isListening();

    const [isReadyOnceMore] = [once(subscriber, "ready"), await owner.acl("SETUSER", "bot", "resetchannels")];
    await isReadyOnceMore;
    await subscriber.ping();
    await new Promise((resolve) => void setImmediate(resolve));
    expect(uncaught).toEqual([]);
  });
});
