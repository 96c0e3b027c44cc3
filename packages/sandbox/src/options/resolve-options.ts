import { FIXED_LIMITS, NO_LIMITS } from "../settings/check-limits.ts";
import { checkSettings, SETTING_NAMES } from "../settings/check-settings.ts";
import type { SettingsValues } from "../settings/settings-values.ts";
import { DEFAULT_MAX_AGE_MS } from "../store/sandbox-store.ts";
import { isLoopback } from "../support/is-loopback.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { TrackingLink } from "../wire/tracking-link.ts";
import type { SandboxOptions } from "./sandbox-options.ts";

/** Options with their defaults in place. */
export interface ResolvedOptions
  extends Required<Omit<SandboxOptions, keyof SettingsValues | "password" | "file">>,
    Pick<SandboxOptions, "password" | "file"> {
  settings: SettingsValues;
}

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
    maxAgeMs = DEFAULT_MAX_AGE_MS,
  } = options;
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    throw new SandboxError(`port must be an integer from 0 to 65535, not ${port}.`);
  }
  if (password === "") throw new SandboxError("password must not be empty; omit it to have none.");
  if (!isLoopback(host) && password === undefined) {
    throw new SandboxError(
      `The host ${host} can be reached from other machines, so it needs a password: set the password option.`,
    );
  }
  if (!Number.isSafeInteger(maxRequests) || maxRequests < 1) {
    throw new SandboxError(`maxRequests must be a positive integer, not ${maxRequests}.`);
  }
  if (!Number.isSafeInteger(maxAgeMs) || maxAgeMs < 1) {
    throw new SandboxError(`maxAgeMs must be a positive integer, in milliseconds, not ${maxAgeMs}.`);
  }
  if (file === "") throw new SandboxError("file must not be empty; omit it to keep everything in memory.");
  return {
    port,
    host,
    ...(password !== undefined && { password }),
    ...(file !== undefined && { file }),
    keys: options.keys ?? [],
    links: (options.links ?? []).map(checkLink),
    settings: settingsOf(options),
    maxRequests,
    maxAgeMs,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  };
}

function settingsOf(options: SandboxOptions): SettingsValues {
  const given = SETTING_NAMES.map((name) => [name, options[name]] as const);
  return checkSettings(Object.fromEntries(given), DEFAULT_SETTINGS);
}

function checkLink(link: TrackingLink): TrackingLink {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(link.code) && typeof link.name === "string") return link;
  throw new SandboxError(
    "A link must be { code, name }, its code 1 to 64 characters of A-Za-z0-9_- as Telegram allows in a start link; " +
      `what came: ${JSON.stringify(link)}.`,
  );
}
