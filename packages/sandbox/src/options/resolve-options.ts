import { type CheckedHistory, checkHistory } from "../history/check-history.ts";
import { checkNewLink } from "../reports/check-new-link.ts";
import { MAX_LINKS } from "../reports/links.ts";
import { FIXED_LIMITS, NO_LIMITS } from "../settings/check-limits.ts";
import { checkSettings, SETTING_NAMES } from "../settings/check-settings.ts";
import type { SettingsValues } from "../settings/settings-values.ts";
import { checkMoment } from "../state/clock.ts";
import { DEFAULT_MAX_AGE_MS, DEFAULT_MAX_BYTES } from "../store/sandbox-store.ts";
import { checkInteger, shown } from "../support/check-number.ts";
import { isLoopback } from "../support/is-loopback.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { NewLink } from "../wire/links.ts";
import type { TrackingLink } from "../wire/tracking-link.ts";
import { checkHost } from "./check-host.ts";
import type { SandboxOptions, TelegramOptions } from "./sandbox-options.ts";

/** Options with their defaults in place. */
export interface ResolvedOptions
  extends Required<Omit<SandboxOptions, keyof SettingsValues | "password" | "file" | "telegram" | "madeUpHistory">>,
    Pick<SandboxOptions, "password" | "file"> {
  telegram: Required<TelegramOptions> | undefined;
  /** What the names mean is said by `HostNames`. */
  allowedHosts: readonly string[];
  settings: SettingsValues;
  madeUpHistory: CheckedHistory | undefined;
}

const MAX_KEYS = 10_000;
const MAX_HOSTS = 100;
/** With ten tries a minute, so many characters are not guessed. */
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 200;
/** Below that, what is never deleted, such as links, would fill it. */
const MIN_BYTES = 32 * 1024 * 1024;
const MAX_BYTES = 64 * 1024 * 1024 * 1024;
/** Less would empty the page while one looks at it. */
const MIN_AGE_MS = 60_000;
const MAX_AGE_MS = 3_650 * 86_400_000;

const DEFAULT_SETTINGS: SettingsValues = {
  limits: FIXED_LIMITS,
  howUsedBotLimits: NO_LIMITS,
  retryAfter: false,
  errorStatus: "code",
  integration: "full",
  strictUserIds: false,
  absentMethods: [],
  repeats: "warn",
  maxEventLength: 20,
  acceptAnyKey: false,
};

/** @throws {SandboxError} that names the option, what was expected and what came. */
export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  const {
    port = 0,
    host = "127.0.0.1",
    password,
    file,
    maxRequests = 100_000,
    maxBytes = DEFAULT_MAX_BYTES,
    maxAgeMs = DEFAULT_MAX_AGE_MS,
    now = Date.now,
  } = options;
  checkInteger("port", port, 0, 65_535);
  const telegram = telegramOf(options.telegram);
  if (port !== 0 && telegram?.port === port) {
    throw new SandboxError(`telegram.port must be another than port, and both are ${port}.`);
  }
  checkHost("host", host);
  if (password !== undefined) checkPassword(password);
  if (!isLoopback(host) && password === undefined) {
    throw new SandboxError(
      `The host ${host} can be reached from other machines, so it needs a password: set the password option.`,
    );
  }
  checkInteger("maxRequests", maxRequests, 1, 1_000_000);
  checkInteger("maxBytes", maxBytes, MIN_BYTES, MAX_BYTES);
  checkInteger("maxAgeMs", maxAgeMs, MIN_AGE_MS, MAX_AGE_MS, " milliseconds");
  checkMoment("now()", now());
  if (file !== undefined && typeof file !== "string")
    throw new SandboxError(`file must be a path, not ${shown(file)}.`);
  if (file === "") throw new SandboxError("file must not be empty; omit it to keep everything in memory.");
  return {
    port,
    host,
    telegram,
    ...(password !== undefined && { password }),
    ...(file !== undefined && { file }),
    allowedHosts: listOf("allowedHosts", options.allowedHosts, MAX_HOSTS).map((name) =>
      checkHost("allowedHosts", name),
    ),
    keys: listOf("keys", options.keys, MAX_KEYS),
    links: listOf("links", options.links, MAX_LINKS).map(checkNewLink).map(withCode),
    settings: settingsOf(options),
    madeUpHistory: options.madeUpHistory === undefined ? undefined : checkHistory(options.madeUpHistory, now()),
    maxRequests,
    maxBytes,
    maxAgeMs,
    now,
    random: options.random ?? Math.random,
  };
}

function telegramOf(given: unknown): Required<TelegramOptions> | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return { port: 0 };
  if (!isJsonObject(given)) throw new SandboxError(`telegram must be true, false or { port }, not ${shown(given)}.`);
  return { port: checkInteger("telegram.port", given.port ?? 0, 0, 65_535) };
}

function settingsOf(options: SandboxOptions): SettingsValues {
  const given = SETTING_NAMES.map((name) => [name, options[name]] as const);
  return checkSettings(Object.fromEntries(given), DEFAULT_SETTINGS);
}

/** A link of the options has its code, which is what they are given for. */
function withCode(link: NewLink): TrackingLink {
  if (link.code !== undefined) return { ...link, code: link.code };
  throw new SandboxError(`A link of the options must have a code; that of ${shown(link.name)} has none.`);
}

function listOf<Item>(name: string, given: readonly Item[] | undefined, max: number): readonly Item[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.length <= max) return given;
  const came = Array.isArray(given) ? `${given.length} of them` : shown(given);
  throw new SandboxError(`${name} must be an array of at most ${max}, not ${came}.`);
}

function checkPassword(password: unknown): void {
  if (password === "") throw new SandboxError("password must not be empty; omit it to have none.");
  if (typeof password === "string" && password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD) return;
  // It is not shown, not even one that cannot be used.
  throw new SandboxError(`password must be a string of ${MIN_PASSWORD} to ${MAX_PASSWORD} characters.`);
}
