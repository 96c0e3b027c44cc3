import { TrackerConfigError } from "@bot-tracker/core";
import {
  COUNT,
  checkByRules,
  type EnvironmentVariables,
  isObject,
  type OptionRules,
  oneOf,
  unexpected,
} from "@bot-tracker/core/outbox-kit";
import { maskRedisUrl, parseRedisUrl } from "../connection/redis-address.ts";
import type { RedisOutboxOptions } from "./redis-outbox-options.ts";

/** `RedisOutboxOptions` with defaults for what was left out. `url` is valid. */
export type RedisSettings = { [Name in keyof RedisOutboxOptions]-?: NonNullable<RedisOutboxOptions[Name]> };

const DEFAULTS: Omit<RedisSettings, "url"> = {
  role: "both",
  prefix: "bot-tracker",
  maxItems: 1_000_000,
  maxBytes: 1024 ** 3,
  maxDeadLetters: 10_000,
};

const OPTIONS: OptionRules<RedisOutboxOptions> = {
  // Its value is checked separately, because that message has to hide the password.
  url: { expected: "a Redis URL such as redis://127.0.0.1:6379", accepts: (value) => typeof value === "string" },
  role: oneOf("record", "deliver", "both"),
  prefix: {
    // A brace would break what keeps a bot's keys together, a colon what keeps two installations apart.
    expected: "1 to 64 letters, digits, dots, hyphens and underscores",
    accepts: (value) => typeof value === "string" && /^[\w.-]{1,64}$/.test(value),
  },
  maxItems: COUNT,
  maxBytes: COUNT,
  maxDeadLetters: COUNT,
};

/**
 * Checks the options of `redisOutbox` and completes them, `url` from the variable `REDIS_URL`.
 *
 * @throws {TrackerConfigError} saying what was expected and what was given, without the password
 */
export function checkOptions(options: RedisOutboxOptions, env: EnvironmentVariables): RedisSettings {
  const given: unknown = options;
  if (!isObject(given)) {
    throw unexpected("options", { expected: "an object such as { url }", accepts: isObject }, given);
  }
  checkByRules("", options, OPTIONS);
  const url = options.url === undefined ? urlFrom(env) : checkedUrl("url", options.url);
  const chosen = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(chosen), url };
}

function urlFrom(env: EnvironmentVariables): string {
  const url = env["REDIS_URL"]?.trim() || undefined;
  if (url !== undefined) return checkedUrl("REDIS_URL", url);
  throw new TrackerConfigError(
    "redisOutbox needs the address of Redis: pass `url`, for example redisOutbox({ url: " +
      '"redis://:password@127.0.0.1:6379" }), or set REDIS_URL.',
  );
}

function checkedUrl(name: string, url: string): string {
  if (parseRedisUrl(url) !== undefined) return url.trim();
  throw new TrackerConfigError(
    `Expected \`${name}\` to be a Redis URL such as redis://user:password@host:6379/0 (rediss:// for TLS), with ` +
      "characters like @ # % in the password written as %40 %23 %25 and no parameter but `family`, " +
      `got ${shownUrl(url)}.`,
  );
}

/** Only what looks like an address is shown: anything else may be a password in the wrong place. */
function shownUrl(url: string): string {
  if (url.trim() === "") return "an empty string";
  return /:\/\/|@|^[\w.-]+:\d+(\/\d*)?$/.test(url) ? JSON.stringify(maskRedisUrl(url)) : "a string";
}
