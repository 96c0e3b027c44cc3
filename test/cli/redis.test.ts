import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createTracker, type DeadLetter } from "@bot-tracker/core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished } from "vitest";
import type { Check } from "../../packages/cli/src/doctor/check.ts";
import { inFolder, loadRedisTools } from "../../packages/cli/src/outboxes/load-redis-tools.ts";
import type { BotStatus } from "../../packages/cli/src/status/read-status.ts";
import { GENEROUS } from "../support/generous.ts";
import { hasRedisServer, NO_REDIS_SERVER } from "../support/redis-server.ts";
import { type CliFixtures, KEY, serviceEnv, test } from "./cli-test.ts";
import { type RedisHarness, startRedisHarness } from "./redis-harness.ts";
import {
  BOT,
  delivery,
  fillWithEverything,
  putDead,
  putForRedis,
  putPending,
  seedOutbox,
  spend,
  tgtrackLimits,
} from "./seed-outbox.ts";

const OTHER_BOT = "7000000002";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

describe.skipIf(!hasRedisServer())("the command line over Redis", () => {
  let harness: RedisHarness;
  let env: { REDIS_URL: string };

  beforeAll(async () => {
    harness = await startRedisHarness();
    env = { REDIS_URL: harness.server.url };
  });
  beforeEach(() => harness.client.flushall());
  afterAll(() => harness.close());

  /** The address as it is shown. */
  const place = (): string => `127.0.0.1:${harness.server.port}/0`;

  describe("status --redis", () => {
    test("shows each destination's account, what waits longest, the limits and the forecast", async ({
      cli,
      cliProcess,
    }) => {
      await harness.seed(async (outbox, nowMs) => {
        await fillWithEverything(outbox, nowMs);
        await spend(outbox, tgtrackLimits(), 300, nowMs);
        for (let more = 0; more < 300; more++) await putPending(outbox, nowMs);
      });
      // By then the second has passed, so that what was spent counts in the hour and the day only.
      await expect
        .poll(async () => (await cli(["status", "--redis"], { ...env, TGTRACK_API_KEY: KEY })).stdout)
        .toContain(" limits: 0 of 3 per second");

      const { exitCode, stdout, stderr } = await cliProcess(["status", "--redis"], { ...env, TGTRACK_API_KEY: KEY });

      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
      expect(stdout.replaceAll(place(), "<redis>")).toMatchInlineSnapshot(`
        "Bot 7000000001 (Redis at <redis>)

        destination  accepted  delivered  pending  dropped  dead  ambiguous  oldest pending
        tgtrack           306          2      302        1     1          0             3 h
        howusedbot          1          0        0        1     0          0               -

        tgtrack dropped: 1 invalid
        tgtrack dead: see \`bot-tracker dead list --redis\`
        tgtrack limits: 0 of 3 per second, 300 of 500 per hour, 300 of 5000 per day
        tgtrack forecast: the 500 per hour will be used up in 7 min at the current rate
        tgtrack forecast: the 5000 per day will be used up in 3 h at the current rate
        tgtrack forecast: sending what is pending takes at least 1 h
        howusedbot dropped: 1 expired
        howusedbot limits: unknown, because its key is not set here (--env reads it from a file)
        "
      `);
    });

    test("in JSON has the ledger's own names and the address without its password", async ({ cli }) => {
      await harness.client.config("SET", "requirepass", "p4ssw0rd");
      onTestFinished(async () => void (await harness.client.config("SET", "requirepass", "")));
      await harness.seed(fillWithEverything);
      const url = `redis://:p4ssw0rd@127.0.0.1:${harness.server.port}/0`;

      const { exitCode, stdout } = await cli(["status", "--json", "--redis", url]);

      expect(exitCode).toBe(1);
      expect(stdout).not.toContain("p4ssw0rd");
      const { bots } = JSON.parse(stdout) as { bots: BotStatus[] };
      expect(bots).toMatchObject([
        {
          bot: BOT,
          sandbox: false,
          redis: place(),
          destinations: {
            tgtrack: { accepted: 6, delivered: 2, pending: 2, dead: 1, dropped: { invalid: 1 } },
            howusedbot: { accepted: 1, pending: 0, dropped: { expired: 1 }, oldestPendingMs: 0 },
          },
        },
      ]);
      expect(bots[0]).not.toHaveProperty("file");
    });

    test("shows what a machine has recorded and not moved yet, beside what is in Redis", async ({ cli, folder }) => {
      await seedOutbox(folder, BOT, (outbox, nowMs) => putForRedis(outbox, nowMs, ["tgtrack"]));
      await harness.seed((outbox, nowMs) => putPending(outbox, nowMs));

      const { exitCode, stdout } = await cli(["status", "--redis"], env);

      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Bot ${BOT} (${join(".bot-tracker", `${BOT}.sqlite`)})`);
      expect(stdout).toContain("recorded here, not yet in Redis");
      expect(stdout).toContain(`Bot ${BOT} (Redis at ${place()})`);
    });

    test("tells every bot and what is for a sandbox apart, and with --bot shows only one", async ({ cli }) => {
      const one = (outbox: Parameters<typeof putPending>[0], nowMs: number) => putPending(outbox, nowMs);
      await harness.seed(one);
      await harness.seed(one, { isSandbox: true });
      await harness.seed(one, { botId: "default" });
      await harness.seed(one, { botId: OTHER_BOT });
      const shown = async (...args: string[]) => {
        const { stdout } = await cli(["status", "--json", "--redis", ...args], env);
        return (JSON.parse(stdout).bots as BotStatus[]).map(({ bot, sandbox }) => [bot, sandbox]);
      };

      const inOrder = (bots: unknown[][]) => bots.map(String).sort();
      expect(inOrder(await shown())).toEqual([`${BOT},false`, `${BOT},true`, `${OTHER_BOT},false`, "default,false"]);
      expect(await shown("--bot", OTHER_BOT)).toEqual([[OTHER_BOT, false]]);
    });

    test("finds a bot with a prefix of its own by --redis-prefix only", async ({ cli }) => {
      await harness.seed((outbox, nowMs) => putPending(outbox, nowMs), { prefix: "staging" });

      const found = await cli(["status", "--redis", "--redis-prefix", "staging"], env);
      const missed = await cli(["status", "--redis"], env);

      expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^tgtrack +1 +0 +1 /m) });
      expect(missed).toMatchObject({ exitCode: 1, stdout: "" });
      expect(missed.stderr).toContain(`No bot has an outbox in Redis at ${place()} under the prefix bot-tracker.`);
    });

    test("with Redis away shows what waits here for it, says why, and ends with 1", async ({
      cli,
      cliProcess,
      folder,
    }) => {
      await seedOutbox(folder, BOT, (outbox, nowMs) => putForRedis(outbox, nowMs, ["tgtrack"]));
      const port = await unusedPort();

      const text = await cliProcess(["status", "--redis", `redis://:p4ssw0rd@127.0.0.1:${port}`]);
      const json = await cli(["status", "--json", "--redis", `redis://:p4ssw0rd@127.0.0.1:${port}`]);

      expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
      expect(text.stdout).toContain("recorded here, not yet in Redis");
      expect(text.stdout).toContain(`Redis at 127.0.0.1:${port}/0 cannot be reached: nothing listens on port ${port}`);
      expect(JSON.parse(json.stdout).redisProblem).toContain("cannot be reached");
      expect(text.stdout + json.stdout).not.toContain("p4ssw0rd");
    });

    test("leaves Redis alone without --redis, whatever REDIS_URL says", async ({ cli, folder }) => {
      await seedOutbox(folder, BOT);

      expect((await cli(["status"], { REDIS_URL: "redis://nowhere.invalid" })).exitCode).toBe(0);
    });
  });

  describe("dead --redis", () => {
    const letters = async (cli: CliFixtures["cli"], ...args: string[]) => {
      const { stdout } = await cli(["dead", "list", "--json", "--redis", ...args], env);
      return JSON.parse(stdout).letters as (DeadLetter & { bot: string; redis?: string })[];
    };

    test("lists the letters of every bot, in Redis and in the folder", async ({ cli, folder }) => {
      await seedOutbox(folder, BOT, (outbox, nowMs) => putDead(outbox, nowMs, { userId: "1" }));
      await harness.seed(async (outbox, nowMs) => {
        await putDead(outbox, nowMs, { userId: "2" });
        await putDead(outbox, nowMs, { userId: "3", destination: "howusedbot" });
      });

      expect((await letters(cli)).map(({ userId, redis }) => [userId, redis])).toEqual([
        ["1", undefined],
        ["2", place()],
        ["3", place()],
      ]);
      expect((await letters(cli, "--destination", "howusedbot")).map(({ userId }) => userId)).toEqual(["3"]);
      expect((await cli(["dead", "list", "--redis"], env)).stdout).toContain("422 Unprocessable entity");
    });

    test("shows a letter byte for byte, and one that is not there ends with 1", async ({ cli }) => {
      const body = '{ "user_id":"42",   "event_type":"sale" }';
      await harness.seed((outbox, nowMs) => putDead(outbox, nowMs, { body }));
      const [letter] = await letters(cli);

      const { stdout } = await cli(["dead", "show", letter?.id ?? "", "--json", "--redis"], env);
      const absent = await cli(["dead", "show", "nothing-1", "--redis"], env);

      expect(JSON.parse(stdout)).toMatchObject({ bot: BOT, body, reason: { code: 422 } });
      expect(absent).toMatchObject({ exitCode: 1, stdout: "" });
    });

    test("a running bot sends the fixed letter, once", async ({ cli, cliProcess, folder, sandbox }) => {
      const outbox = await harness.seed((store, nowMs) => putDead(store, nowMs));
      const listener = harness.client.duplicate();
      onTestFinished(() => listener.disconnect());
      await listener.subscribe(outbox.channel);
      listener.on("message", (_channel, message) => outbox.hear(message));
      const tracker = createTracker({ tgtrack: { apiKey: KEY, url: `${sandbox.url}/v1` }, outbox }, {});
      onTestFinished(() => tracker.close());
      const [letter] = await letters(cli);
      writeFileSync(join(folder, "mended.json"), '{"user_id": "42", "event_type": "mended"}\n');

      const { exitCode, stdout } = await cliProcess(
        ["dead", "retry", letter?.id ?? "", "--body", "mended.json", "--redis"],
        env,
      );

      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: `Dead letter ${letter?.id} is queued to be sent again.\n`,
      });
      const [request] = await sandbox.waitFor({ method: "add_event" }, GENEROUS);
      expect(request?.body).toEqual({ user_id: "42", event_type: "mended" });
      await expect.poll(() => outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 1, delivered: 1, dead: 0 });
    });

    test("forgets a letter and counts it as purged", async ({ cli }) => {
      const outbox = await harness.seed((store, nowMs) => putDead(store, nowMs));
      const [letter] = await letters(cli);

      expect((await cli(["dead", "drop", letter?.id ?? "", "--redis"], env)).exitCode).toBe(0);

      await outbox.refresh();
      expect(outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 1, dead: 0, dropped: { purged: 1 } });
      expect(await letters(cli)).toEqual([]);
    });
  });

  describe("purge-user --redis", () => {
    test("forgets a person in Redis and in what waits here for it, and nobody else", async ({ cliProcess, folder }) => {
      await seedOutbox(folder, BOT, (outbox, nowMs) => putForRedis(outbox, nowMs, ["tgtrack"]));
      const outbox = await harness.seed(async (store, nowMs) => {
        await putPending(store, nowMs, { userId: "42" });
        await putDead(store, nowMs, { userId: "42" });
        await putPending(store, nowMs, { userId: "43" });
        const person = { botId: BOT, userId: "42", change: { kind: "stop" as const, date: nowMs / 1_000 } };
        await store.put({ items: [], person }, nowMs);
      });

      const { exitCode, stdout } = await cliProcess(["purge-user", "42", "--redis"], env);

      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout:
          `Bot ${BOT}: user 42 is forgotten, 1 delivery removed.\n` +
          `Bot ${BOT} in Redis: user 42 is forgotten, 2 deliveries removed.\n`,
      });
      await outbox.refresh();
      expect(outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 3, pending: 1, dead: 0, dropped: { purged: 2 } });
      // A stop of somebody who is marked blocked would change nothing.
      const nowMs = Date.now();
      const stop = { kind: "deliver" as const, delivery: delivery(nowMs, { class: "stop" }) };
      const person = { botId: BOT, userId: "42", change: { kind: "stop" as const, date: nowMs / 1_000 } };
      expect((await outbox.put({ items: [stop], person }, nowMs)).statuses).toEqual(["stored"]);
    });

    test("says where nothing was known of a person, and where something was", async ({ cli }) => {
      await harness.seed(async (store, nowMs) => {
        await putPending(store, nowMs, { userId: "43", dedupeKeys: ["p:44:start"] });
        const person = { botId: BOT, userId: "42", change: { kind: "stop" as const, date: nowMs / 1_000 } };
        await store.put({ items: [], person }, nowMs);
      });
      const told = async (id: string) => (await cli(["purge-user", id, "--redis"], env)).stdout;

      expect(await told("999")).toBe(`Bot ${BOT} in Redis: nothing was known of user 999.\n`);
      for (const id of ["42", "44"]) {
        expect(await told(id)).toBe(`Bot ${BOT} in Redis: user ${id} is forgotten, 0 deliveries removed.\n`);
        expect(await told(id)).toBe(`Bot ${BOT} in Redis: nothing was known of user ${id}.\n`);
      }
    });

    test("with Redis away purges the files, says what it could not reach, and ends with 1", async ({ cli, folder }) => {
      await seedOutbox(folder, BOT, (outbox, nowMs) => putForRedis(outbox, nowMs, ["tgtrack"]));
      const away = `redis://:p4ssw0rd@127.0.0.1:${await unusedPort()}`;

      const text = await cli(["purge-user", "42", "--redis", away]);
      const json = await cli(["purge-user", "42", "--redis", away, "--json"]);

      expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
      const [forgotten, problem] = text.stdout.trim().split("\n");
      expect(forgotten).toBe(`Bot ${BOT}: user 42 is forgotten, 1 delivery removed.`);
      expect(problem).toMatch(/^Redis: user 42 is not forgotten\. Redis at 127\.0\.0\.1:\d+\/0 cannot be reached/);
      expect(JSON.parse(json.stdout)).toMatchObject({
        bots: [{ bot: BOT, known: false, purged: 0 }],
        redisProblem: expect.stringContaining("cannot be reached"),
      });
      expect(text.stdout + json.stdout).not.toContain("p4ssw0rd");
      const { bots } = JSON.parse((await cli(["status", "--json"])).stdout) as { bots: BotStatus[] };
      expect(bots[0]?.notInRedis?.destinations["tgtrack"]?.pending).toBe(0);
    });
  });

  describe("doctor --redis", () => {
    const checks = async (run: Promise<{ stdout: string }>): Promise<Check[]> => JSON.parse((await run).stdout).checks;
    const levels = (found: readonly Check[]) =>
      Object.fromEntries(
        found
          .filter(({ name }) => /Redis/.test(name))
          .map(({ name, level, message }) => [name, `${level}: ${message}`]),
      );

    test("tells the version, what a full memory does, the disk and the bots", async ({ cliProcess }) => {
      await harness.seed((outbox, nowMs) => putPending(outbox, nowMs));

      const found = await checks(cliProcess(["doctor", "--json", "--redis"], env));

      expect(levels(found)).toEqual({
        Redis: expect.stringMatching(/^ok: It can be used at 127\.0\.0\.1:\d+\/0, and is version \d/),
        "Redis memory": "ok: When its memory is full, it refuses new data and evicts none (noeviction).",
        "Redis disk": "ok: It writes its data to disk (append-only file).",
        "Redis bots": "ok: 1 bot has an outbox in it.",
        [`Outbox ${BOT} in Redis`]: "ok: It can be opened; 1 delivery is waiting.",
      });
    });

    test("an eviction policy is a problem, no append-only file and no bot are warnings", async ({ cli }) => {
      await harness.client.config("SET", "maxmemory-policy", "allkeys-lru", "appendonly", "no");
      onTestFinished(
        async () => void (await harness.client.config("SET", "maxmemory-policy", "noeviction", "appendonly", "yes")),
      );

      const run = await cli(["doctor", "--json", "--redis"], env);

      expect(run.exitCode).toBe(1);
      expect(levels(await checks(Promise.resolve(run)))).toMatchObject({
        Redis: expect.stringMatching(/^ok: It answers at /),
        "Redis memory": expect.stringContaining("problem: Its maxmemory-policy is allkeys-lru"),
        "Redis disk": expect.stringContaining("warning: It has no append-only file"),
        "Redis bots": expect.stringContaining("warning: No bot has an outbox in it yet"),
      });
    });

    test("the request counts in the limits that machines share, and leaves those of the bot as they are", async ({
      cli,
      sandbox,
    }) => {
      const limits = tgtrackLimits(`${sandbox.url}/v1`);
      const greater = { ...limits, windows: [{ limit: 1_000, perMs: 3_600_000 }] };
      const outbox = await harness.seed((store) => spend(store, greater, 600, Date.now()));

      const found = await checks(cli(["doctor", "--json", "--redis"], { ...env, ...serviceEnv(sandbox) }));

      expect(found).toContainEqual(expect.objectContaining({ name: "TGTrack key", level: "ok" }));
      outbox.quotaUsed(greater, Date.now());
      await outbox.refresh();
      expect(outbox.quotaUsed(greater, Date.now())).toEqual([601]);
      expect(await outbox.takeSlot(greater, true, Date.now())).toMatchObject({ granted: true });
    });

    test("a Redis that is away is a problem", async ({ cli }) => {
      const found = await checks(cli(["doctor", "--json", "--redis", `redis://127.0.0.1:${await unusedPort()}`]));

      expect(levels(found)).toEqual({ Redis: expect.stringContaining("problem: Redis at 127.0.0.1:") });
    });
  });

  describe("what is wrong with Redis is told in one message", () => {
    test("a password that is missing, and one that is wrong", async ({ cli }) => {
      await harness.client.config("SET", "requirepass", "p4ssw0rd");
      onTestFinished(async () => void (await harness.client.config("SET", "requirepass", "")));
      const at = (user: string) => `redis://${user}127.0.0.1:${harness.server.port}`;

      const missing = await cli(["dead", "list", "--redis", at("")]);
      const wrong = await cli(["dead", "list", "--redis", at(":mistyped-9@")]);

      expect(missing).toMatchObject({
        exitCode: 1,
        stdout: "",
        stderr: expect.stringContaining("requires a password"),
      });
      expect(wrong).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining("rejects the password") });
      expect(wrong.stderr).not.toContain("mistyped-9");
    });

    test("something that answers and is no Redis", async ({ cliProcess }) => {
      const server = createServer((socket) => {
        socket.on("error", () => {});
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      }).listen(0, "127.0.0.1");
      onTestFinished(() => void server.close());
      await new Promise((resolve) => server.once("listening", resolve));

      const { exitCode, stderr } = await cliProcess(["dead", "list", "--redis", `redis://127.0.0.1:${portOf(server)}`]);

      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^Redis at 127\.0\.0\.1:\d+\/0 cannot be (used|reached): .+\n$/);
    });
  });
});

test("--redis without an address or REDIS_URL, or with something else, ends with 2", async ({ cli }) => {
  const none = await cli(["status", "--redis"]);
  const word = await cli(["dead", "show", "--redis", "abc-1", "def-2"]);
  const http = await cli(["status", "--redis"], { REDIS_URL: "http://:p4ssw0rd@127.0.0.1" });
  const alone = await cli(["status", "--redis-prefix", "staging"]);
  const colon = await cli(["status", "--redis", "redis://127.0.0.1", "--redis-prefix", "a:b"]);

  expect([none, word, http, alone, colon].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2]);
  expect(none.stderr).toContain("--redis needs an address, such as redis://localhost:6379, or REDIS_URL.");
  expect(word.stderr).toContain("The value after --redis must be an address");
  expect(http.stderr).toContain("REDIS_URL must be an address");
  expect(http.stderr).not.toContain("p4ssw0rd");
  expect(alone.stderr).toContain("--redis-prefix only works with --redis.");
  expect(colon.stderr).toContain("--redis-prefix must be the prefix of the bot's redisOutbox: letters");
});

describe("the package that --redis needs", () => {
  const missing = async (): Promise<never> => {
    throw Object.assign(new Error("Cannot find package '@bot-tracker/redis'"), { code: "ERR_MODULE_NOT_FOUND" });
  };

  test("may be in the bot's folder only, where npx has put the command elsewhere", async ({ folder }) => {
    const place = join(folder, "node_modules/@bot-tracker/redis");
    mkdirSync(place, { recursive: true });
    const exports = { "./outbox-kit": { types: "./outbox-kit.d.ts", default: "./outbox-kit.js" } };
    writeFileSync(join(place, "package.json"), JSON.stringify({ type: "module", exports }));
    writeFileSync(join(place, "outbox-kit.js"), "export const openRedisOutboxes = 'from there';");

    expect(await loadRedisTools([missing, () => inFolder(folder)])).toMatchObject({
      openRedisOutboxes: "from there",
    });
  });

  test("of a version without tools, or missing everywhere, ends in a message that says how to get it", async ({
    folder,
  }) => {
    const place = join(folder, "node_modules/@bot-tracker/redis");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), JSON.stringify({ exports: { ".": "./index.js" } }));

    for (const places of [[missing, () => inFolder(folder)], [missing]]) {
      await expect(loadRedisTools(places)).rejects.toMatchObject({
        name: "CliError",
        message: expect.stringContaining("npm install @bot-tracker/redis"),
      });
    }
  });

  test("is not said to be missing when it fails by itself", async () => {
    const broken = async (): Promise<never> => {
      throw Object.assign(new Error("Cannot find package 'ioredis'"), { code: "ERR_MODULE_NOT_FOUND" });
    };

    await expect(loadRedisTools([broken])).rejects.toThrow("Cannot find package 'ioredis'");
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a TCP server has a port");
  return address.port;
}
