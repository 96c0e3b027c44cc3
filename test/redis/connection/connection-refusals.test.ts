import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER } from "../../support/redis-server.ts";
import { bulk, ConnectionHarness, fakeRedis, redisForTest, serve } from "./connection-harness.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

const uncaught: unknown[] = [];
const catchIt = (error: unknown): void => void uncaught.push(error);
beforeAll(() => void process.on("unhandledRejection", catchIt).on("uncaughtExceptionMonitor", catchIt));
afterAll(() => {
  process.off("unhandledRejection", catchIt).off("uncaughtExceptionMonitor", catchIt);
  expect(uncaught).toEqual([]);
});

const MEANWHILE =
  "The bot keeps running: what it records stays in its local outbox, and nothing is sent until Redis can be used.";
const PASSWORD = "Tr0ub4dor-and-3";

/** A server of which only this is known. */
function fakeRedisWith(info: string): Promise<{ url: string; port: number }> {
  return fakeRedis((command) => (command === "info" ? bulk(info) : "+OK\r\n"));
}

describe.skipIf(!hasRedisServer())("tells a Redis that cannot be used from one that is unavailable", () => {
  test("with an eviction policy: the message says what to set, and it connects once that is set", async () => {
    const server = await redisForTest(["--maxmemory-policy", "allkeys-lru"]);
    const harness = new ConnectionHarness({ url: server.url, hurry: 500 });
    expect(await harness.said("maxmemory-policy")).toBe(
      `error Redis at 127.0.0.1:${server.port} cannot be used: its \`maxmemory-policy\` is \`allkeys-lru\`, which evicts ` +
        "starts and sales when its memory is full. Set `maxmemory-policy noeviction` in redis.conf or in your " +
        "provider's settings; to apply it to the running server: `redis-cli config set maxmemory-policy noeviction`. " +
        `${MEANWHILE} Retrying every 30 seconds.`,
    );
    expect(harness.connection.client).toBeUndefined();
    const other = new Redis(server.url);
    onTestFinished(() => other.disconnect());
    await other.config("SET", "maxmemory-policy", "noeviction");
    await harness.turned("up");
    expect(harness.messages).toHaveLength(2);
    expect(harness.messages[1]).toContain("is connected");
  });

  test("with an eviction policy that is set while it is used: it is not used from then on, until that is mended", async () => {
    const server = await redisForTest();
    const harness = new ConnectionHarness({ url: server.url, hurry: 100 });
    await harness.turned("up");
    const other = new Redis(server.url);
    onTestFinished(() => other.disconnect());
    await other.config("SET", "maxmemory-policy", "allkeys-lru");
    await harness.turned("down");
    expect(await harness.said("cannot be used")).toContain("its `maxmemory-policy` is `allkeys-lru`");
    expect(harness.connection.client).toBeUndefined();
    await other.config("SET", "maxmemory-policy", "noeviction");
    await harness.turned("up", 2);
    expect(harness.messages).toHaveLength(2);
  });

  test("with another password, or none", async () => {
    const { port } = await redisForTest(["--requirepass", PASSWORD]);
    const wrong = new ConnectionHarness({ url: `redis://:not-${PASSWORD}@127.0.0.1:${port}`, hurry: 100 });
    expect(await wrong.said("cannot be used")).toMatch(/it rejects the password in `url`\. Correct it/);
    const wrongUser = new ConnectionHarness({ url: `redis://bot:${PASSWORD}@127.0.0.1:${port}/1`, hurry: 100 });
    expect(await wrongUser.said("cannot be used")).toMatch(/it rejects the user name or the password in `url`/);
    const without = new ConnectionHarness({ url: `redis://127.0.0.1:${port}`, hurry: 100 });
    expect(await without.said("cannot be used")).toMatch(/it requires a password, and `url` has none/);
    const right = new ConnectionHarness({ url: `redis://:${PASSWORD}@127.0.0.1:${port}` });
    await right.turned("up");
    for (const { messages } of [wrong, wrongUser, without, right]) expect(messages.join()).not.toContain(PASSWORD);
  });

  test("with a database that it does not have: no other one is used instead", async () => {
    const { url } = await redisForTest();
    const harness = new ConnectionHarness({ url: `${url}/99`, hurry: 100 });
    expect(await harness.said("cannot be used")).toMatch(/it has no database 99\. Remove the number/);
    expect(harness.turns).toEqual([]);
  });

  test("with a user who may not run a command that is needed", async () => {
    const { port } = await redisForTest(["--user", "bot", "on", `>${PASSWORD}`, "~*", "&*", "+@all", "-info"]);
    const harness = new ConnectionHarness({ url: `redis://bot:${PASSWORD}@127.0.0.1:${port}`, hurry: 100 });
    expect(await harness.said("cannot be used")).toMatch(
      /is not allowed to run the command 'info'\. Grant the user `\+@all/,
    );
  });

  test("with a user who may not subscribe: it is used all the same, and a message says what to grant", async () => {
    const { port } = await redisForTest(["--user", "bot", "on", `>${PASSWORD}`, "~*", "resetchannels", "+@all"]);
    const harness = new ConnectionHarness({ url: `redis://bot:${PASSWORD}@127.0.0.1:${port}` });
    harness.connection.listen("news", () => {});
    await harness.turned("up");
    expect(harness.messages).toHaveLength(1);
    expect(harness.messages[0]).toMatch(
      /does not allow this user to subscribe to its channels.*sent later\. Grant .*`allchannels`/,
    );
  });

  test("with the user that the message asks for, it is used", async () => {
    const { port } = await redisForTest([
      "--user",
      "bot",
      "on",
      `>${PASSWORD}`,
      "~bot-tracker*",
      "allchannels",
      "+@all",
      "-@admin",
    ]);
    const harness = new ConnectionHarness({ url: `redis://bot:${PASSWORD}@127.0.0.1:${port}` });
    harness.connection.listen("news", () => {});
    await harness.turned("up");
    expect(harness.messages).toEqual([]);
    expect(await harness.connection.client?.eval("return redis.call('incr', KEYS[1])", 1, "bot-tracker:{7}:seq")).toBe(
      1,
    );
  });

  test("in cluster mode", async () => {
    const { url } = await redisForTest(["--cluster-enabled", "yes"]);
    const harness = new ConnectionHarness({ url, hurry: 100 });
    expect(await harness.said("cannot be used")).toMatch(
      /cluster mode.*not supported\. Use the `url` of a Redis without/,
    );
  });

  test("as a read-only replica", async () => {
    const primary = await redisForTest();
    const { url } = await redisForTest(["--replicaof", `127.0.0.1 ${primary.port}`]);
    const harness = new ConnectionHarness({ url, hurry: 100 });
    expect(await harness.said("cannot be reached")).toMatch(
      /read-only replica \(`role:slave`\); `url` must name its primary/,
    );
  });

  test("without an append-only file: it is used, with a warning about restarts", async () => {
    const { url, port } = await redisForTest(["--appendonly", "no"]);
    const harness = new ConnectionHarness({ url });
    await harness.turned("up");
    expect(harness.messages).toEqual([
      `warn Redis at 127.0.0.1:${port} runs without an append-only file (\`appendonly no\`). When it restarts, whatever ` +
        "is queued in it is lost, or it returns to its last snapshot, and whatever was sent since then is sent again. " +
        "Set `appendonly yes` in redis.conf or in your provider's settings; to apply it to the running server: " +
        "`redis-cli config set appendonly yes`.",
    ]);
  });

  test("with TLS asked of a port that does not speak it", async () => {
    const { port } = await redisForTest();
    const harness = new ConnectionHarness({
      url: `rediss://:${PASSWORD}@127.0.0.1:${port}`,
      timeouts: { answerMs: 1_000 },
    });
    expect(await harness.said(/cannot be/)).toContain("if it does not use TLS, begin `url` with redis://");
    expect(harness.turns).toEqual([]);
  });
});

describe("the server at the address", () => {
  test("is an old Redis: the message says its version and the oldest supported one", async () => {
    const { url } = await fakeRedisWith("redis_version:5.0.0\r\nloading:0\r\nmaxmemory_policy:noeviction\r\n");
    const harness = new ConnectionHarness({ url, hurry: 100 });
    expect(await harness.said("cannot be used")).toMatch(/its version is 5\.0\.0, and 6\.2\.0 or newer is required/);
    expect(harness.turns).toEqual([]);
  });

  test("is still loading its data: the connection waits for it", async () => {
    let loading = "1";
    const { url } = await fakeRedis((command) => {
      if (command !== "info") return "+OK\r\n";
      return bulk(`redis_version:7.0.15\r\nloading:${loading}\r\n`);
    });
    const harness = new ConnectionHarness({ url, hurry: 20 });
    await harness.said("it is still loading its data");
    loading = "0";
    await harness.turned("up");
  });

  test("only resembles Redis: what it does not report is not held against it", async () => {
    const { url } = await fakeRedisWith("# Server\r\n");
    const harness = new ConnectionHarness({ url });
    await harness.turned("up");
    expect(harness.messages).toEqual([]);
  });

  test("is not Redis at all", async () => {
    const { url } = await serve((socket) => {
      socket.on("data", () => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    const harness = new ConnectionHarness({ url, hurry: 100 });
    expect(await harness.said(/cannot be/)).toContain("the server that answers is not Redis");
  });

  test("accepts the connection and never answers", async () => {
    const { url } = await serve((socket) => socket.resume());
    const harness = new ConnectionHarness({ url, timeouts: { answerMs: 100 } });
    expect(await harness.said("cannot be reached")).toContain("it does not answer");
  });

  test("echoes what it was sent: the password is not passed on", async () => {
    const log = vi.spyOn(console, "warn").mockImplementation(() => {});
    onTestFinished(() => log.mockRestore());
    const { port } = await fakeRedis((command) =>
      command === "auth" ? `-ERR unknown command 'AUTH', with args beginning with: '${PASSWORD}'\r\n` : "+OK\r\n",
    );
    const harness = new ConnectionHarness({ url: `redis://:${PASSWORD}@127.0.0.1:${port}`, hurry: 100 });
    expect(await harness.said(/cannot be/)).not.toContain(PASSWORD.slice(0, 4));
    expect(JSON.stringify(log.mock.calls)).not.toContain(PASSWORD);
  });

  test("has a host name that cannot be resolved", async () => {
    const harness = new ConnectionHarness({ url: "redis://redis.invalid:6379" });
    expect(await harness.said("cannot be reached")).toMatch(/the host name redis\.invalid cannot be resolved \(E\w+\)/);
  });
});
