import { createServer, type Server } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER } from "../../support/redis-server.ts";
import { ConnectionHarness, redisForTest } from "./connection-harness.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

/** Whatever no part of the program has caught: a bot would end by it. */
const uncaught: unknown[] = [];
const catchIt = (error: unknown): void => void uncaught.push(error);
beforeAll(() => void process.on("unhandledRejection", catchIt).on("uncaughtExceptionMonitor", catchIt));
afterAll(() => {
  process.off("unhandledRejection", catchIt).off("uncaughtExceptionMonitor", catchIt);
  expect(uncaught).toEqual([]);
});

const FREEZE_PATIENCE = { answerMs: 1_500, beatMs: 50 };

describe.skipIf(!hasRedisServer())("a connection to Redis", () => {
  test("is made in the background, says nothing when all is well, and takes commands", async () => {
    const { url } = await redisForTest();
    const harness = new ConnectionHarness({ url });
    expect(harness.connection.client).toBeUndefined();
    await harness.turned("up");
    expect(await harness.connection.client?.incr("visits")).toBe(1);
    expect(harness.messages).toEqual([]);
  });

  test("uses the user, the password and the database of the URL", async () => {
    const server = await redisForTest(["--user", "bot", "on", ">p@ss/word#", "~*", "&*", "+@all"]);
    const harness = new ConnectionHarness({ url: `redis://bot:p%40ss%2Fword%23@127.0.0.1:${server.port}/3` });
    await harness.turned("up");
    const clients = String(await harness.connection.client?.call("client", "list"));
    expect(clients).toMatch(/name=bot-tracker .*db=3.*user=bot/);
    expect(clients).toMatch(/name=bot-tracker-news .*db=3.*user=bot/);
  });

  test("that is lost is down at once, rejects commands, and comes back with the same client", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    await harness.turned("up");
    const { client } = harness.connection;
    const hanging = client?.blpop("nothing", 0);
    const refused = expect(hanging).rejects.toThrow();
    await server.stop("SIGKILL");
    await refused;
    await harness.turned("down");
    expect(harness.connection.client).toBeUndefined();
    await expect(client?.incr("visits")).rejects.toThrow();
    await server.start();
    await harness.turned("up", 2);
    expect(harness.connection.client).toBe(client);
    expect(await client?.incr("visits")).toBe(1);
  });

  test("has no client from the moment its commands would reject, before listeners are called", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    await harness.turned("up");
    const { client } = harness.connection;
    client?.stream.end();
    expect(harness.connection.client).toBeUndefined();
    await expect(client?.incr("visits")).rejects.toThrow("writeable");
    expect(harness.turns).toEqual(["up"]);
    await harness.turned("down");
  });

  test("reports once that Redis is unavailable, however many attempts fail, and once that it is back", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url, hurry: 100 });
    await harness.turned("up");
    await server.stop();
    await harness.turned("down");
    // A server in its place that hangs up: so it is seen how often it is tried.
    let tries = 0;
    await new Promise<void>((resolve) => {
      const impostor = serveAt(server.port, () => {
        tries++;
        if (tries === 5) impostor.close(() => resolve());
      });
    });
    await server.start();
    await harness.turned("up", 2);
    expect(harness.messages).toEqual([
      `warn Redis at 127.0.0.1:${server.port} is unavailable: the connection was closed. The bot keeps running: what it ` +
        "records stays in its local outbox, and nothing is sent until Redis can be used.",
      `warn Redis at 127.0.0.1:${server.port} is back. What was recorded in the meantime is being moved to it, and ` +
        "sending resumes.",
    ]);
  });

  test("to a Redis that is not there yet says so, and is made once it is", async () => {
    const server = await redisForTest();
    await server.stop();
    const harness = new ConnectionHarness({ url: server.url, hurry: 20 });
    await harness.said(/cannot be reached: nothing listens on port \d+ \(ECONNREFUSED\)\. The bot keeps running/);
    expect(harness.connection.client).toBeUndefined();
    await server.start();
    await harness.turned("up");
    expect(harness.messages[1]).toContain("is connected.");
    expect(harness.messages).toHaveLength(2);
  });

  test("receives what is published on its channels, also after a reconnect, whenever it began to listen", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    const heard: string[] = [];
    const hearing = (channel: string): void =>
      harness.connection.listen(channel, (message) => void heard.push(`${channel} ${message}`));
    hearing("before");
    await harness.turned("up");
    hearing("after");
    for (const round of [1, 2]) {
      const { client } = harness.connection;
      await expect.poll(() => client?.publish("after", `${round}`)).toBe(1);
      expect(await client?.publish("before", `${round}`)).toBe(1);
      await expect.poll(() => heard).toContain(`before ${round}`);
      expect(heard).toContain(`after ${round}`);
      await server.stop("SIGKILL");
      await harness.turned("down", round);
      await server.start();
      await harness.turned("up", round + 1);
    }
  });

  test("whose subscription is cut makes both connections anew, so that no message is missed", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    harness.connection.listen("channel", () => {});
    await harness.turned("up");
    // The connection may be down before the answer is read.
    await harness.connection.client?.call("client", "kill", "type", "pubsub").catch(() => undefined);
    await harness.turned("down");
    await harness.turned("up", 2);
    expect(await harness.connection.client?.publish("channel", "news")).toBe(1);
  });

  test("to a Redis that freezes is down once an answer is late, and back when it thaws", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url, timeouts: FREEZE_PATIENCE });
    await harness.turned("up");
    const pid = server.pid() ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      await expect(harness.connection.client?.get("key")).rejects.toThrow();
      await harness.turned("down");
      expect(await harness.said("is unavailable")).toContain("it does not answer");
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await harness.turned("up", 2);
  });

  test("does not blame Redis for a program that was busy for long", async () => {
    const { url } = await redisForTest();
    const harness = new ConnectionHarness({ url, timeouts: { answerMs: 500, beatMs: 1 } });
    await harness.turned("up");
    const { client } = harness.connection;
    if (client === undefined) expect.unreachable();
    const ping = client.ping.bind(client);
    // The time for the answer is over before the program could look whether it has come.
    const busy = vi.spyOn(client, "ping").mockImplementation(() => {
      const answer = ping();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
      return answer;
    });
    await expect.poll(() => busy.mock.calls.length).toBeGreaterThan(3);
    expect(harness.turns).toEqual(["up"]);
  });

  test("that is lost during a health check reports the reason of the loss", async () => {
    const { url } = await redisForTest();
    const harness = new ConnectionHarness({ url, timeouts: { beatMs: 10 } });
    await harness.turned("up");
    const { client } = harness.connection;
    if (client === undefined) expect.unreachable();
    const ping = client.ping.bind(client);
    vi.spyOn(client, "ping").mockImplementationOnce(() => {
      client.stream.end();
      return ping();
    });
    expect(await harness.said("is unavailable")).toContain("is unavailable: the connection was closed.");
    await harness.turned("up", 2);
  });

  test("that is lost again as soon as it is made is retried less and less often", async () => {
    const { url } = await redisForTest();
    const harness = new ConnectionHarness({ url, hurry: 100 });
    harness.connection.onUp(({ stream }) => void stream.destroy());
    await harness.turned("down", 8);
    const longestMs = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000];
    for (const [index, waitMs] of harness.waitsMs.slice(0, 8).entries()) {
      expect(waitMs).toBeLessThanOrEqual(longestMs[index] ?? 0);
      expect(waitMs).toBeGreaterThanOrEqual((longestMs[index] ?? 0) / 2);
    }
    // One message each way: the rest of the minute is quiet.
    expect(harness.messages).toHaveLength(2);
  });

  test("to a primary that becomes a replica is dropped, and made again when it is a primary again", async () => {
    const [server, primary] = [await redisForTest(), await redisForTest()];
    // It is asked all the time whether it answers, and what it says of itself still counts.
    const harness = new ConnectionHarness({ url: server.url, hurry: 100, timeouts: { beatMs: 1 } });
    await harness.turned("up");
    const { client } = harness.connection;
    const other = new Redis(server.url);
    onTestFinished(() => other.disconnect());
    await other.replicaof("127.0.0.1", primary.port);
    await expect(client?.set("key", "value")).rejects.toThrow("READONLY");
    await harness.turned("down");
    await harness.said("it has become a read-only replica; `url` must name the primary");
    await other.replicaof("NO", "ONE");
    await harness.turned("up", 2);
    expect(await client?.set("key", "value")).toBe("OK");
  });

  test("survives a listener that throws", async () => {
    const { url } = await redisForTest();
    const harness = new ConnectionHarness({ url });
    harness.connection.onUp(() => {
      throw new Error("a fault of ours");
    });
    harness.connection.listen("channel", () => {
      throw new Error("another");
    });
    expect(await harness.said("a fault of ours")).toContain("the bot keeps running");
    await harness.connection.client?.publish("channel", "news");
    await harness.connection.client?.ping();
    expect(harness.turns).toEqual(["up"]);
  });
});

function serveAt(port: number, onConnection: () => void): Server {
  return createServer((socket) => {
    socket.on("error", () => {});
    socket.destroy();
    onConnection();
  }).listen(port, "127.0.0.1");
}
