import { once } from "node:events";
import { createServer } from "node:net";
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  type DeliveryQueues,
  type DeliveryQueuesOptions,
  deliveryQueues,
} from "../../../packages/redis/src/bullmq/delivery-queues.ts";
import { scopeOf } from "../../../packages/redis/src/store/scope.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { openStore } from "../store/open-store.ts";
import { balanced, current, put, settleFirst } from "./bullmq-harness.ts";

describe.skipIf(!hasRedisServer())("deliveryQueues", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    client.on("error", () => {});
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const storeOf = (prefix: string, botId: string, isSandbox = false) =>
    openStore(client, scopeOf(prefix, { bot: botId, sandbox: isSandbox }));
  const open = async (options: DeliveryQueuesOptions): Promise<DeliveryQueues> => {
    const opened = await deliveryQueues({ url: server.url, ...options });
    onTestFinished(() => opened.close());
    return opened;
  };
  const connections = async () =>
    String(await client.client("LIST"))
      .trim()
      .split("\n").length;

  it("gives a queue for each destination of the bot, with its jobs", async () => {
    const store = storeOf("each", "111");
    await put(store, current("a"), current("b", { destination: "howusedbot" }));
    await put(storeOf("each", "222"), current("another bot's", { destination: "webhook" }));
    const { queues, leftOut } = await open({ prefix: "each", botId: 111 });
    expect(queues.map(({ name }) => name)).toEqual(["howusedbot", "tgtrack"]);
    expect(leftOut).toEqual([]);
    const jobs = await Promise.all(queues.map((queue) => queue.getJobs()));
    expect(jobs.flat().map(({ data }) => data)).toEqual(["b", "a"]);
  });

  it("leaves out a destination with a colon in its name, and says so", async () => {
    await put(storeOf("colon", "111"), current("a"), current("b", { destination: "mine:eu" }));
    const { queues, leftOut } = await open({ prefix: "colon", botId: "111" });
    expect(queues.map(({ name }) => name)).toEqual(["tgtrack"]);
    expect(leftOut).toEqual(["mine:eu"]);
  });

  it("takes the only bot there is, and asks which one if there are several", async () => {
    await put(storeOf("only", "111"), current("a"));
    await put(storeOf("only", "333", true), current("sandbox", { destination: "howusedbot" }));
    expect((await open({ prefix: "only" })).queues.map(({ name }) => name)).toEqual(["tgtrack"]);
    expect((await open({ prefix: "only", sandbox: true })).queues.map(({ name }) => name)).toEqual(["howusedbot"]);
    await put(storeOf("only", "222"), current("a"));
    await expect(deliveryQueues({ url: server.url, prefix: "only" })).rejects.toMatchObject({
      name: "TrackerConfigError",
      message: "Redis has several bots: 111, 222. Choose one with `botId`.",
    });
  });

  it("gives no queues for a bot that has recorded nothing, and writes nothing", async () => {
    const { queues } = await open({ prefix: "nothing", botId: 111 });
    expect(queues).toEqual([]);
    expect((await open({ prefix: "nothing" })).queues).toEqual([]);
    expect(await client.keys("nothing:*")).toEqual([]);
  });

  it("has one connection for all queues, and none when it is closed", async () => {
    await put(storeOf("one", "111"), current("a"), current("b", { destination: "howusedbot" }));
    const before = await connections();
    const opened = await deliveryQueues({ url: server.url, prefix: "one", botId: 111 });
    await Promise.all(opened.queues.map((queue) => queue.getJobCounts()));
    expect(await connections()).toBe(before + 1);
    await opened.close();
    await expect.poll(connections).toBe(before);
  });

  it("gives BullMQ's Worker what it needs", async () => {
    const store = storeOf("worker", "111");
    await put(store, current("a"));
    const { backendFactory } = await open({ prefix: "worker", botId: 111 });
    const worker = new Worker("tgtrack", async () => {}, { connection: {} }, backendFactory);
    const [job] = await once(worker, "completed");
    await worker.close();
    expect(job.data).toBe("a");
    expect(await balanced(store)).toMatchObject({ delivered: 1, pending: 0 });
  });

  it("drops no dead letters when it is opened beside a bot with other bounds", async () => {
    const store = storeOf("bounds", "111");
    await put(store, current("a"), current("b"));
    await settleFirst(store, { as: "dead", description: "no" });
    const { queues } = await open({ prefix: "bounds", botId: 111 });
    await queues[0]?.retryJobs();
    expect(await balanced(store)).toMatchObject({ accepted: 2, pending: 2, dead: 0 });
  });

  it("works again after a restart of Redis", async () => {
    await put(storeOf("restart", "111"), current("a"));
    const { queues } = await open({ prefix: "restart", botId: 111 });
    await server.stop();
    await expect(queues[0]?.getJobCounts()).rejects.toThrow();
    await server.start();
    await expect.poll(() => queues[0]?.getJobCountByTypes("prioritized").catch(() => 0)).toBe(1);
  });

  it("says why Redis cannot be used, and never its password", async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as { port: number };
    free.close();
    const failure = deliveryQueues({ url: `redis://me:secret@127.0.0.1:${port}` });
    await expect(failure).rejects.toMatchObject({ name: "RedisOutboxesError" });
    await expect(failure).rejects.not.toThrow("secret");
    await expect(deliveryQueues({ url: "http://me:secret@host" })).rejects.toMatchObject({
      name: "TrackerConfigError",
      message: expect.not.stringContaining("secret"),
    });
  });
});
