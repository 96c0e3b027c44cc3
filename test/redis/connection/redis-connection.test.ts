import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER } from "../../support/redis-server.ts";
import { LinkBench, redisForTest, serve } from "./connection-harness.ts";

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

describe.skipIf(!hasRedisServer())("a link to Redis", () => {
  test("is made in the background, says nothing when all is well, and takes commands", async () => {
    const { url } = await redisForTest();
    const bench = new LinkBench({ url });
    expect(bench.link.client).toBeUndefined();
    await bench.turned("up");
    expect(await bench.link.client?.incr("visits")).toBe(1);
    expect(bench.messages).toEqual([]);
  });

  test("uses the user, the password and the database of the URL", async () => {
    const server = await redisForTest(["--user", "bot", "on", ">p@ss/word#", "~*", "&*", "+@all"]);
    const bench = new LinkBench({ url: `redis://bot:p%40ss%2Fword%23@127.0.0.1:${server.port}/3` });
    await bench.turned("up");
    const clients = String(await bench.link.client?.call("client", "list"));
    expect(clients).toMatch(/name=bot-tracker .*db=3.*user=bot/);
    expect(clients).toMatch(/name=bot-tracker-news .*db=3.*user=bot/);
  });

  test("that is lost is down at once, its commands reject, and it comes back with the same client", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    await bench.turned("up");
    const { client } = bench.link;
    const hanging = client?.blpop("nothing", 0);
    const refused = expect(hanging).rejects.toThrow();
    await server.stop("SIGKILL");
    await refused;
    await bench.turned("down");
    expect(bench.link.client).toBeUndefined();
    await expect(client?.incr("visits")).rejects.toThrow();
    await server.start();
    await bench.turned("up", 2);
    expect(bench.link.client).toBe(client);
    expect(await client?.incr("visits")).toBe(1);
  });

  test("has no client from the moment when its commands would reject, before anybody is told", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    await bench.turned("up");
    const { client } = bench.link;
    client?.stream.end();
    expect(bench.link.client).toBeUndefined();
    await expect(client?.incr("visits")).rejects.toThrow("writeable");
    expect(bench.turns).toEqual(["up"]);
    await bench.turned("down");
  });

  test("says once that Redis is away, however often it is tried, and once that it is back", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url, hurry: 100 });
    await bench.turned("up");
    await server.stop();
    await bench.turned("down");
    // A server in its place that hangs up: so it is seen how often it is tried.
    let tries = 0;
    await new Promise<void>((resolve) => {
      const impostor = serveAt(server.port, () => {
        tries++;
        if (tries === 5) impostor.close(() => resolve());
      });
    });
    await server.start();
    await bench.turned("up", 2);
    expect(bench.messages).toEqual([
      `warn Redis at 127.0.0.1:${server.port} is away: the connection was closed. The bot goes on: what it records is ` +
        "kept in its local outbox, and nothing is sent until Redis can be used.",
      `warn Redis at 127.0.0.1:${server.port} is back. What was recorded meanwhile is moved to it, and sending goes on.`,
    ]);
  });

  test("to a Redis that is not there yet says so, and is made when it comes", async () => {
    const server = await redisForTest();
    await server.stop();
    const bench = new LinkBench({ url: server.url, hurry: 20 });
    await bench.said(/cannot be reached: nothing listens on port \d+ \(ECONNREFUSED\)\. The bot goes on/);
    expect(bench.link.client).toBeUndefined();
    await server.start();
    await bench.turned("up");
    expect(bench.messages[1]).toContain("is reached.");
    expect(bench.messages).toHaveLength(2);
  });

  test("hears what is published on its channels, also after a reconnect, whenever it was asked to listen", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    const heard: string[] = [];
    const hearing = (channel: string): void =>
      bench.link.listen(channel, (message) => void heard.push(`${channel} ${message}`));
    hearing("before");
    await bench.turned("up");
    hearing("after");
    for (const round of [1, 2]) {
      const { client } = bench.link;
      await expect.poll(() => client?.publish("after", `${round}`)).toBe(1);
      expect(await client?.publish("before", `${round}`)).toBe(1);
      await expect.poll(() => heard).toContain(`before ${round}`);
      expect(heard).toContain(`after ${round}`);
      await server.stop("SIGKILL");
      await bench.turned("down", round);
      await server.start();
      await bench.turned("up", round + 1);
    }
  });

  test("whose connection for news is cut makes both anew, so that no news is missed unseen", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    bench.link.listen("channel", () => {});
    await bench.turned("up");
    // The link may be down before the answer is read.
    await bench.link.client?.call("client", "kill", "type", "pubsub").catch(() => undefined);
    await bench.turned("down");
    await bench.turned("up", 2);
    expect(await bench.link.client?.publish("channel", "news")).toBe(1);
  });

  test("to a Redis that freezes is down once it has not answered in time, and back when it thaws", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url, patience: FREEZE_PATIENCE });
    await bench.turned("up");
    const pid = server.pid() ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      await expect(bench.link.client?.get("key")).rejects.toThrow();
      await bench.turned("down");
      expect(await bench.said("is away")).toContain("it does not answer");
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await bench.turned("up", 2);
  });

  test("takes a program that was busy for long for no fault of Redis's", async () => {
    const { url } = await redisForTest();
    const bench = new LinkBench({ url, patience: { answerMs: 500, beatMs: 1 } });
    await bench.turned("up");
    const { client } = bench.link;
    if (client === undefined) expect.unreachable();
    const ping = client.ping.bind(client);
    // The time for the answer is over before the program could look whether it has come.
    const busy = vi.spyOn(client, "ping").mockImplementation(() => {
      const answer = ping();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
      return answer;
    });
    await expect.poll(() => busy.mock.calls.length).toBeGreaterThan(3);
    expect(bench.turns).toEqual(["up"]);
  });

  test("that is lost while it is asked whether it answers is lost for its own reason", async () => {
    const { url } = await redisForTest();
    const bench = new LinkBench({ url, patience: { beatMs: 10 } });
    await bench.turned("up");
    const { client } = bench.link;
    if (client === undefined) expect.unreachable();
    const ping = client.ping.bind(client);
    vi.spyOn(client, "ping").mockImplementationOnce(() => {
      client.stream.end();
      return ping();
    });
    expect(await bench.said("is away")).toContain("is away: the connection was closed.");
    await bench.turned("up", 2);
  });

  test("that is lost again as soon as it is made is tried ever less often", async () => {
    const { url } = await redisForTest();
    const bench = new LinkBench({ url, hurry: 100 });
    bench.link.onUp(({ stream }) => void stream.destroy());
    await bench.turned("down", 8);
    const longestMs = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000];
    for (const [index, waitMs] of bench.waitsMs.slice(0, 8).entries()) {
      expect(waitMs).toBeLessThanOrEqual(longestMs[index] ?? 0);
      expect(waitMs).toBeGreaterThanOrEqual((longestMs[index] ?? 0) / 2);
    }
    // One message each way: the rest of the minute is quiet.
    expect(bench.messages).toHaveLength(2);
  });

  test("to a primary that becomes a copy is given up, and taken again when it is primary again", async () => {
    const [server, primary] = [await redisForTest(), await redisForTest()];
    // It is asked all the time whether it answers, and what it says of itself still counts.
    const bench = new LinkBench({ url: server.url, hurry: 100, patience: { beatMs: 1 } });
    await bench.turned("up");
    const { client } = bench.link;
    const other = new Redis(server.url);
    onTestFinished(() => other.disconnect());
    await other.replicaof("127.0.0.1", primary.port);
    await expect(client?.set("key", "value")).rejects.toThrow("READONLY");
    await bench.turned("down");
    await bench.said("it has become a read-only copy; `url` has to name the primary");
    await other.replicaof("NO", "ONE");
    await bench.turned("up", 2);
    expect(await client?.set("key", "value")).toBe("OK");
  });

  test("holds out a listener that throws", async () => {
    const { url } = await redisForTest();
    const bench = new LinkBench({ url });
    bench.link.onUp(() => {
      throw new Error("a fault of ours");
    });
    bench.link.listen("channel", () => {
      throw new Error("another");
    });
    expect(await bench.said("a fault of ours")).toContain("the bot goes on");
    await bench.link.client?.publish("channel", "news");
    await bench.link.client?.ping();
    expect(bench.turns).toEqual(["up"]);
  });
});

describe.skipIf(!hasRedisServer())("a link that is closed", () => {
  test("ends its connections and says nothing, not even to who listens", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    await bench.turned("up");
    await Promise.all([bench.link.close(), bench.link.close()]);
    await bench.link.close();
    expect(bench.link.client).toBeUndefined();
    const other = new Redis(server.url);
    expect(await other.call("client", "list")).not.toContain("bot-tracker");
    await other.quit();
    expect(bench.turns).toEqual(["up"]);
    expect(bench.messages).toEqual([]);
  });

  test("still has what was told to Redis just before", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    await bench.turned("up");
    const told = bench.link.client?.set("key", "value");
    await bench.link.close();
    expect(await told).toBe("OK");
  });

  test("does not wait for a Redis that is frozen", async () => {
    const server = await redisForTest();
    const bench = new LinkBench({ url: server.url });
    await bench.turned("up");
    const pid = server.pid() ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      const asked = expect(bench.link.client?.get("key")).rejects.toThrow("Connection is closed");
      // Commands would wait 5 s.
      const closed = bench.link.close().then(() => "closed");
      expect(await Promise.race([closed, laterThan(4_000)])).toBe("closed");
      await asked;
    } finally {
      process.kill(pid, "SIGCONT");
    }
    expect(bench.messages).toEqual([]);
  });

  test("does not wait for a connection that is being made, and makes none", async () => {
    let connections = 0;
    const connected = Promise.withResolvers<void>();
    // It takes connections and never says a word.
    const { url } = await serve((socket) => {
      connections++;
      connected.resolve();
      socket.resume();
    });
    const atOnce = new LinkBench({ url });
    await atOnce.link.close();
    expect(connections).toBe(0);
    const soon = new LinkBench({ url });
    await connected.promise;
    await soon.link.close();
    expect([...atOnce.messages, ...soon.messages]).toEqual([]);
    expect([...atOnce.turns, ...soon.turns]).toEqual([]);
  });

  test("tries no more", async () => {
    const server = await redisForTest();
    await server.stop();
    const bench = new LinkBench({ url: server.url, hurry: 1_000 });
    await bench.said("cannot be reached");
    await bench.link.close();
    const impostor = serveAt(server.port, () => expect.unreachable());
    await once(impostor, "listening");
    for (let round = 0; round < 50; round++) await new Promise<void>((resolve) => void setImmediate(resolve));
    impostor.close();
  });
});

function serveAt(port: number, onConnection: () => void): Server {
  return createServer((socket) => {
    socket.on("error", () => {});
    socket.destroy();
    onConnection();
  }).listen(port, "127.0.0.1");
}

function laterThan(delayMs: number): Promise<string> {
  return new Promise((resolve) => void setTimeout(resolve, delayMs, "later").unref());
}
