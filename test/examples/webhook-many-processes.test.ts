import { startSandbox } from "@bot-tracker/sandbox";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Screen } from "../../examples/demo/src/screen/screen.ts";
import { readSettings } from "../../examples/webhook-many-processes/src/bot/settings.ts";
import { machineEnvironment } from "../../examples/webhook-many-processes/src/machine.ts";
import { runFleet } from "../../examples/webhook-many-processes/src/run-fleet.ts";
import { hasRedisServer, NO_REDIS_SERVER, startRedisServer } from "../support/redis-server.ts";

const PEOPLE = 18;
const SILENT: Screen = { progress: () => undefined, print: () => undefined };

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

describe.skipIf(!hasRedisServer())("the example bot in several processes", () => {
  test("reports every start once, with a process killed and Redis stopped in the middle", async () => {
    const redis = await startRedisServer();
    const sandbox = await startSandbox();
    onTestFinished(async () => {
      await sandbox.close();
      await redis.close();
    });

    const { machines, services, redelivered, problems } = await runFleet({
      sandbox,
      redisUrl: redis.url,
      ownRedis: redis,
      screen: SILENT,
      signal: new AbortController().signal,
      people: PEOPLE,
      arrivalsMs: 4_000,
      redisAwayMs: 500,
      drainTimeoutMs: 150_000,
    });

    expect({ problems, services }).toEqual({
      problems: [],
      services: ["tgtrack", "howusedbot"].map((service) =>
        expect.objectContaining({ service, people: PEOPLE, missing: 0, refused: 0 }),
      ),
    });
    expect(redelivered).toBeGreaterThan(0);
    const answered = machines.map(({ name, taken }) => [name, taken > 0]);
    expect(answered).toEqual([
      ["machine 1", true],
      ["machine 2, killed", true],
      ["machine 2, replaced", true],
      ["machine 3", true],
    ]);
    expect(machines.reduce((sum, { taken }) => sum + taken, 0)).toBe(PEOPLE);
    // What the killed process had recorded came to another one too.
    expect(machines.reduce((sum, { recorded }) => sum + recorded, 0)).toBeGreaterThan(PEOPLE);
  });
});

test("a process of that bot says which variable is missing, and where it comes from", () => {
  const env = { BOT_TOKEN: "1:A", WEBHOOK_SECRET: "secret", REDIS_URL: "redis://127.0.0.1:6379" };

  expect(readSettings(env)).toMatchObject({ botToken: "1:A", port: 8080, redisPrefix: undefined });
  expect(() => readSettings({ ...env, BOT_TOKEN: " " })).toThrow(/^BOT_TOKEN is not set\..*@BotFather/);
  expect(() => readSettings({ ...env, WEBHOOK_SECRET: undefined })).toThrow(/^WEBHOOK_SECRET is not set\..*setWebhook/);
  expect(() => readSettings({ ...env, REDIS_URL: "" })).toThrow(/^REDIS_URL is not set\./);
});

test("its processes get the example's keys, and none that the terminal holds", () => {
  const terminal = {
    PATH: "/bin",
    BOT_TOKEN: "1:real",
    TGTRACK_API_KEY: "real",
    REDIS_URL: "redis://real",
    PORT: "80",
  };
  const surroundings = {
    botToken: "2:example",
    webhookSecret: "secret",
    redisUrl: "redis://127.0.0.1:1",
    telegramApiUrl: "http://127.0.0.1:2",
    sandboxUrl: "http://127.0.0.1:3",
  };

  expect(machineEnvironment("folder", surroundings, terminal)).toEqual({
    PATH: "/bin",
    BOT_TOKEN: "2:example",
    WEBHOOK_SECRET: "secret",
    REDIS_URL: "redis://127.0.0.1:1",
    REDIS_PREFIX: "bot-tracker-example",
    TELEGRAM_API_URL: "http://127.0.0.1:2",
    BOT_TRACKER_SANDBOX: "http://127.0.0.1:3",
    BOT_TRACKER_DIR: "folder",
    PORT: "0",
  });
});
