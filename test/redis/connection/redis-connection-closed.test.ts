import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER } from "../../support/redis-server.ts";
import { ConnectionHarness, redisForTest, serve } from "./connection-harness.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

/** Whatever no part of the program has caught: a bot would end by it. */
const uncaught: unknown[] = [];
const catchIt = (error: unknown): void => void uncaught.push(error);
beforeAll(() => void process.on("unhandledRejection", catchIt).on("uncaughtExceptionMonitor", catchIt));
afterAll(() => {
  process.off("unhandledRejection", catchIt).off("uncaughtExceptionMonitor", catchIt);
  expect(uncaught).toEqual([]);
});

describe.skipIf(!hasRedisServer())("a connection that is closed", () => {
  test("ends its connections without a message or a call of its listeners", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    await harness.turned("up");
    await Promise.all([harness.connection.close(), harness.connection.close()]);
    await harness.connection.close();
    expect(harness.connection.client).toBeUndefined();
    const other = new Redis(server.url);
    expect(await other.call("client", "list")).not.toContain("bot-tracker");
    await other.quit();
    expect(harness.turns).toEqual(["up"]);
    expect(harness.messages).toEqual([]);
  });

  test("still sends what was written just before", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    await harness.turned("up");
    const told = harness.connection.client?.set("key", "value");
    await harness.connection.close();
    expect(await told).toBe("OK");
  });

  test("does not wait for a Redis that is frozen", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url });
    await harness.turned("up");
    const pid = server.pid() ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      const asked = expect(harness.connection.client?.get("key")).rejects.toThrow("Connection is closed");
      // Commands would wait 5 s.
      const closed = harness.connection.close().then(() => "closed");
      expect(await Promise.race([closed, laterThan(4_000)])).toBe("closed");
      await asked;
    } finally {
      process.kill(pid, "SIGCONT");
    }
    expect(harness.messages).toEqual([]);
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
    const atOnce = new ConnectionHarness({ url });
    await atOnce.connection.close();
    expect(connections).toBe(0);
    const soon = new ConnectionHarness({ url });
    await connected.promise;
    await soon.connection.close();
    expect([...atOnce.messages, ...soon.messages]).toEqual([]);
    expect([...atOnce.turns, ...soon.turns]).toEqual([]);
  });

  test("stops retrying", async () => {
    const server = await redisForTest();
    await server.stop();
    const harness = new ConnectionHarness({ url: server.url, hurry: 1_000 });
    await harness.said("cannot be reached");
    await harness.connection.close();
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
