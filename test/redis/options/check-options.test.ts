import { TrackerConfigError } from "@bot-tracker/core";
import { describe, expect, test } from "vitest";
import { checkOptions } from "../../../packages/redis/src/options/check-options.ts";
import type { RedisOutboxOptions } from "../../../packages/redis/src/options/redis-outbox-options.ts";

const URL_6379 = "redis://127.0.0.1:6379";

/** What the options are refused with. They may be anything, as from a program without types. */
function messageOf(options: unknown, env: Record<string, string> = {}): string {
  try {
    checkOptions(options as RedisOutboxOptions, env);
  } catch (error) {
    expect(error).toBeInstanceOf(TrackerConfigError);
    return (error as TrackerConfigError).message;
  }
  throw new Error("The options were taken.");
}

test("what is left out has its default, and an explicit undefined is left out", () => {
  expect(checkOptions({ url: URL_6379, role: undefined } as unknown as RedisOutboxOptions, {})).toEqual({
    url: URL_6379,
    role: "both",
    prefix: "bot-tracker",
    maxItems: 1_000_000,
    maxBytes: 1_073_741_824,
    maxDeadLetters: 10_000,
  });
});

test("the address is read from REDIS_URL, and the option beats it", () => {
  const env = { REDIS_URL: " redis://from-variable:6379 " };
  expect(checkOptions({}, env).url).toBe("redis://from-variable:6379");
  expect(checkOptions({ url: undefined }, env).url).toBe("redis://from-variable:6379");
  expect(checkOptions({ url: URL_6379 }, env).url).toBe(URL_6379);
});

test("without an address the message names the option and the variable", () => {
  expect(messageOf({})).toMatch(/`url`.*REDIS_URL/);
  expect(messageOf({}, { REDIS_URL: "" })).toMatch(/`url`.*REDIS_URL/);
});

test.each([
  "redis://localhost",
  "redis://127.0.0.1:6379/3",
  "redis://127.0.0.1:6379/",
  "rediss://default:secret-password@redis.example.com:6380/0",
  "redis://:p%40ss%23@host:6379",
  "redis://[::1]:6379",
  "redis://redis.railway.internal:6379?family=0",
])("%s is an address", (url) => {
  expect(checkOptions({ url }, {}).url).toBe(url);
});

test.each<[what: string, url: unknown, shown: string]>([
  ["no scheme", "localhost:6379", '"localhost:6379"'],
  ["the scheme of the web", "http://127.0.0.1:6379", '"http://127.0.0.1:6379"'],
  ["no host", "redis://", '"redis://"'],
  ["a name for a database", "redis://127.0.0.1/main", '"redis://127.0.0.1/main"'],
  ["no port there is", "redis://127.0.0.1:99999", '"redis://127.0.0.1:99999"'],
  ["the port 0", "redis://127.0.0.1:0", '"redis://127.0.0.1:0"'],
  ["an empty string", " ", "an empty string"],
  ["what may be a password", "Tr0ub4dor", "a string"],
])("an address with %s is refused and shown", (_what, url, shown) => {
  expect(messageOf({ url })).toBe(
    "Expected `url` to be a Redis URL such as redis://user:password@host:6379/0 (rediss:// for TLS), with characters " +
      `like @ # % in the password written as %40 %23 %25 and no parameter but \`family\`, got ${shown}.`,
  );
});

describe("a password is never shown", () => {
  test.each([
    "http://user:Tr0ub4dor@host:6379",
    "user:Tr0ub4dor@host:6379",
    "redis://:Tr0ub#4dor@host:6379",
    "redis://:Tr0ub/4dor@host:6379/x",
    "redis://:Tr0ub%4dor%@host:6379",
    "redis://:Tr0ub@4dor@host:none",
    "redis://user:Tr0ub4dor",
    "redis://host:6379?password=Tr0ub4dor",
    "redis://host:6379/x?Tr0ub4dor",
    "redis://host:6379/Tr0ub:4dor",
  ])("of %s", (url) => {
    for (const message of [messageOf({ url }), messageOf({}, { REDIS_URL: url })]) {
      expect(message).toContain("***");
      expect(message).not.toMatch(/Tr0ub|4dor/);
    }
  });

  test("and the rest of the address is", () => {
    expect(messageOf({}, { REDIS_URL: "http://user:Tr0ub4dor@host:6379/2" })).toMatch(
      /^Expected `REDIS_URL`.*got "http:\/\/\*\*\*@host:6379\/2"\.$/,
    );
  });
});

test.each<[message: string, options: unknown]>([
  ["Expected `options` to be an object such as { url }, got a string.", URL_6379],
  ["Expected `url` to be a Redis URL such as redis://127.0.0.1:6379, got 6379.", { url: 6379 }],
  ['Expected `role` to be "record" or "deliver" or "both", got "sender".', { url: URL_6379, role: "sender" }],
  [
    "Expected `prefix` to be 1 to 64 letters, digits, dots, hyphens and underscores, got a string.",
    { url: URL_6379, prefix: "bots:{prod}" },
  ],
  [
    "Expected `prefix` to be 1 to 64 letters, digits, dots, hyphens and underscores, got an empty string.",
    { url: URL_6379, prefix: "" },
  ],
  ["Expected `maxItems` to be an integer above 0, got 0.", { url: URL_6379, maxItems: 0 }],
  ["Expected `maxBytes` to be an integer above 0, got a string.", { url: URL_6379, maxBytes: "1gb" }],
  ["Expected `maxDeadLetters` to be an integer above 0, got -1.", { url: URL_6379, maxDeadLetters: -1 }],
  [
    "There is no option `host`. The options are url, role, prefix, maxItems, maxBytes, maxDeadLetters.",
    { host: "127.0.0.1" },
  ],
])("%s", (message, options) => {
  expect(messageOf(options)).toBe(message);
});
