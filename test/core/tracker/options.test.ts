import { createTracker, MemoryOutbox, TrackerConfigError, type TrackerOptions, webhook } from "@bot-tracker/core";
import { Agent } from "undici";
import { expect, test } from "vitest";

const KEY = "tgtrack-key-A1b2C3d4E5";
const TOKEN = "7000000001:AAF-bot-token-of-some-length";

/** What making a tracker of these options says. They may be anything, as from a program without types. */
function messageOf(options: unknown, env: Record<string, string> = {}): string {
  try {
    createTracker(options as TrackerOptions, env);
  } catch (error) {
    expect(error).toBeInstanceOf(TrackerConfigError);
    return (error as TrackerConfigError).message;
  }
  throw new Error("It was made without an error.");
}

const withKey = (options: object) => messageOf({ tgtrack: KEY, ...options });

test("with nothing to send to, the error names every variable that mends it", () => {
  const message = messageOf({});
  for (const name of ["TGTRACK_API_KEY", "HOWUSEDBOT_API_TOKEN", "BOT_TRACKER_SANDBOX", "BOT_TRACKER_DISABLED"]) {
    expect(message).toContain(name);
  }
  expect(message).toContain("`destinations`");
});

test("an empty list of destinations and services that are switched off are nothing to send to", () => {
  const env = { TGTRACK_API_KEY: KEY, HOWUSEDBOT_API_TOKEN: KEY };
  expect(messageOf({ tgtrack: false, howUsedBot: false, destinations: [] }, env)).toContain("nothing to send to");
});

test("a service that was asked for without a key names its option and its variable", () => {
  expect(messageOf({ tgtrack: { integration: "limited" } })).toMatch(/`tgtrack`.*`apiKey`.*TGTRACK_API_KEY/);
  expect(messageOf({ tgtrack: KEY, howUsedBot: {} })).toMatch(/`howUsedBot`.*`apiToken`.*HOWUSEDBOT_API_TOKEN/);
});

test.each<[what: string, message: string, options: unknown]>([
  ["no object", "Expected `options` to be an object such as { tgtrack: key }, got a string.", KEY],
  ["null", "Expected `options` to be an object such as { tgtrack: key }, got null.", null],
  ["tgtrack", "Expected `tgtrack` to be TGTrack's key, options such as { apiKey }, or false, got 5.", { tgtrack: 5 }],
  [
    "howUsedBot",
    "Expected `howUsedBot` to be options such as { apiToken }, or false, got a string.",
    { howUsedBot: KEY },
  ],
  [
    "destinations",
    "Expected `destinations` to be an array of destinations, such as [webhook({ url })], got an object.",
    { destinations: webhook({ url: "https://example.com" }) },
  ],
  [
    "a destination",
    "Expected `destinations[0]` to be a destination, such as webhook({ url }), got an object.",
    { destinations: [{ url: "https://example.com" }] },
  ],
  [
    "botId",
    "Expected `botId` to be the bot's number: the digits before the colon of its token, got a string.",
    { botId: TOKEN },
  ],
  [
    "outbox",
    'Expected `outbox` to be "sqlite", "memory", redisOutbox({ url }) or an Outbox, got "mysql".',
    { outbox: "mysql" },
  ],
  ["dir", "Expected `dir` to be the path of a folder, got an empty string.", { dir: "" }],
  ["durability", 'Expected `durability` to be "normal" or "full", got "high".', { durability: "high" }],
  ["memory", "Expected `memory.maxItems` to be an integer above 0, got -5.", { memory: { maxItems: -5 } }],
  [
    "autoEvents",
    'Expected `autoEvents` to be an array such as [payments({ currency: "RUB" })], got a function.',
    { autoEvents: () => [] },
  ],
  ["an auto event", "Expected `autoEvents[0]` to be a function, got an object.", { autoEvents: [{ currency: "RUB" }] }],
  ["ignoreUsers", "Expected `ignoreUsers` to be an array of people's ids, or a function, got 42.", { ignoreUsers: 42 }],
  [
    "an ignored user",
    "Expected `ignoreUsers[1]` to be a person's numeric id, got a string.",
    { ignoreUsers: [42, "@me"] },
  ],
  [
    "an ignored user that is not set",
    "Expected `ignoreUsers[0]` to be a person's numeric id, got NaN.",
    { ignoreUsers: [Number.NaN] },
  ],
  ["beforeSend", "Expected `beforeSend` to be a function, got an object.", { beforeSend: {} }],
  ["onDelivery", "Expected `onDelivery` to be a function, got true.", { onDelivery: true }],
  [
    "logger",
    "Expected `logger` to be an object with the functions `warn` and `error`, got an object.",
    { logger: { log() {} } },
  ],
  ["debug", "Expected `debug` to be true or false, got a string.", { debug: "yes" }],
  ["enabled", "Expected `enabled` to be true or false, got 0.", { enabled: 0 }],
  ["ports", "Expected `ports.nowMs` to be a function, got 5.", { ports: { nowMs: 5 } }],
  [
    "integration",
    'Expected `tgtrack.integration` to be "full" or "limited" or "minimal", got "Full".',
    { tgtrack: { apiKey: KEY, integration: "Full" } },
  ],
  [
    "startMethod",
    'Expected `tgtrack.startMethod` to be "user_did_start_bot" or "user_id_start_bot" or "user_id_subscribe", got "start".',
    { tgtrack: { apiKey: KEY, startMethod: "start" } },
  ],
  [
    "lostGoalAnswer",
    'Expected `tgtrack.lostGoalAnswer` to be "resend" or "never", got true.',
    { tgtrack: { apiKey: KEY, lostGoalAnswer: true } },
  ],
  [
    "limits",
    "Expected `tgtrack.limits` to be an array of limits such as { limit: 3, perMs: 1000 }, got an object.",
    { tgtrack: { apiKey: KEY, limits: { limit: 3, perMs: 1000 } } },
  ],
  [
    "a limit",
    "Expected `tgtrack.limits` to be an array of limits such as { limit: 3, perMs: 1000 }, got an array.",
    { tgtrack: { apiKey: KEY, limits: [{ limit: 0, perMs: 1000 }] } },
  ],
  [
    "a limit's delay",
    "Expected `tgtrack.limits` to be an array of limits such as { limit: 3, perMs: 1000 }, got an array.",
    { tgtrack: { apiKey: KEY, limits: [{ limit: 3, perMs: 1000, maxServerDelayMs: -1 }] } },
  ],
  [
    "ignorePayload",
    "Expected `tgtrack.ignorePayload` to be a function, got an array.",
    { tgtrack: { apiKey: KEY, ignorePayload: ["a"] } },
  ],
  ["forward", "Expected `tgtrack.forward` to be a function, got true.", { tgtrack: { apiKey: KEY, forward: true } }],
  [
    "timeoutMs",
    "Expected `tgtrack.timeoutMs` to be milliseconds from 1 to 50000, got Infinity.",
    { tgtrack: { apiKey: KEY, timeoutMs: Number.POSITIVE_INFINITY } },
  ],
  [
    "dispatcher",
    "Expected `tgtrack.dispatcher` to be a dispatcher of undici 6 or later, such as new ProxyAgent(address), got a string.",
    { tgtrack: { apiKey: KEY, dispatcher: "http://proxy" } },
  ],
  [
    "apiKey",
    "Expected `tgtrack.apiKey` to be a string, got a promise (await it first).",
    { tgtrack: { apiKey: Promise.resolve(KEY) } },
  ],
  [
    "common",
    "Expected `howUsedBot.common` to be true or false, got null.",
    { howUsedBot: { apiToken: KEY, common: null } },
  ],
  [
    "mapGoal",
    "Expected `howUsedBot.mapGoal` to be a function, got an object.",
    { howUsedBot: { apiToken: KEY, mapGoal: {} } },
  ],
  [
    "HowUsedBot's botId",
    "Expected `howUsedBot.botId` to be the bot's number: the digits before the colon of its token, got a string.",
    { howUsedBot: { apiToken: KEY, botId: TOKEN } },
  ],
])("a wrong option says what was expected and what came: %s", (_what, message, options) => {
  const given =
    typeof options === "object" && options !== null && !("tgtrack" in options) ? { tgtrack: KEY, ...options } : options;
  expect(messageOf(given)).toBe(message);
});

test("an option that does not exist is named with those that do, at the top and inside a service", () => {
  expect(withKey({ apiKey: KEY })).toMatch(/^There is no option `apiKey`\. The options are tgtrack, howUsedBot, /);
  expect(messageOf({ tgtrack: { key: KEY } })).toMatch(
    /^There is no option `tgtrack\.key`\. The options are apiKey, url, /,
  );
  expect(messageOf({ howUsedBot: { token: KEY } })).toContain("There is no option `howUsedBot.token`.");
  expect(withKey({ toString: 1 })).toContain("There is no option `toString`.");
});

test("no error shows a key, a token or an address, wherever it was put", () => {
  const secret = "S3CRET-in-the-wrong-place";
  const places: object[] = [
    { tgtrack: `${secret} x` },
    { tgtrack: { apiKey: `"${secret}"` } },
    { tgtrack: { apiKey: KEY, url: secret } },
    { tgtrack: { apiKey: secret, url: `https://example.com/${secret}` } },
    { tgtrack: { apiKey: KEY, url: `https://user:${secret}@example.com` } },
    { tgtrack: { apiKey: KEY, dispatcher: secret } },
    { howUsedBot: { apiToken: KEY, botId: secret } },
    { howUsedBot: secret },
    { botId: secret },
    { ignoreUsers: [secret] },
    { beforeSend: secret },
    { logger: secret },
    { debug: secret },
    { memory: secret },
    { destinations: [secret] },
  ];
  for (const place of places) expect(withKey(place)).not.toContain(secret);
});

test("two destinations of one name are refused, because nobody could tell their deliveries apart", () => {
  const url = "https://example.com/bot-events";
  expect(messageOf({ destinations: [webhook({ url }), webhook({ url })] })).toContain('named "webhook"');
  expect(withKey({ destinations: [webhook({ url, name: "tgtrack" })] })).toContain('named "tgtrack"');
});

test("every option that is right is taken, and undefined is an option left out", async () => {
  const dispatcher = new Agent();
  const tracker = createTracker(
    {
      tgtrack: {
        apiKey: KEY,
        url: "https://example.com/v1/",
        limits: [{ limit: 1, perMs: 10 }],
        dispatcher,
        timeoutMs: 5,
      },
      howUsedBot: {
        apiToken: KEY,
        botId: "7000000001",
        common: false,
        mapGoal: () => "lead",
        ignorePayload: () => false,
      },
      destinations: [webhook({ url: "https://example.com", secret: undefined })],
      botId: 7_000_000_001,
      outbox: new MemoryOutbox("test"),
      memory: { maxItems: 1, maxBytes: 1, maxDeadLetters: 1 },
      dir: "folder",
      durability: "full",
      autoEvents: [() => []],
      ignoreUsers: [42, "43"],
      beforeSend: (delivery) => delivery,
      onDelivery: () => {},
      logger: console,
      debug: false,
      enabled: true,
      ports: { random: () => 0 },
    },
    {},
  );
  expect(Object.keys(tracker.ledger())).toEqual(["tgtrack", "howusedbot", "webhook"]);
  await tracker.close();
  const bare = createTracker({ tgtrack: KEY, howUsedBot: undefined, botId: undefined, outbox: "memory" }, {});
  expect(Object.keys(bare.ledger())).toEqual(["tgtrack"]);
  await bare.close();
  await dispatcher.close();
});
