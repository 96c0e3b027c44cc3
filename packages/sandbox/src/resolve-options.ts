import { isLoopback } from "./is-loopback.ts";
import { type LimitRules, type LimitWindow, TGTRACK_WINDOWS } from "./limits.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { Limits, SandboxOptions } from "./sandbox-options.ts";
import { INTEGRATIONS } from "./services/tgtrack/method.ts";
import type { TrackingLink } from "./tracking-link.ts";

/** Options with their defaults in place. */
export interface ResolvedOptions extends Required<Omit<SandboxOptions, "limits" | "howUsedBotLimits" | "password">> {
  password: string | undefined;
  limits: LimitRules;
  howUsedBotLimits: LimitRules;
}

/** @throws {SandboxError} that names the option, what was expected and what came. */
export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  const { port = 0, host = "127.0.0.1", password, maxRequests = 100_000 } = options;
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    throw new SandboxError(`port must be a whole number from 0 to 65535, not ${port}.`);
  }
  if (password === "") throw new SandboxError("password must not be empty; leave it out to have none.");
  if (!isLoopback(host) && password === undefined) {
    throw new SandboxError(
      `The host ${host} can be reached from other machines, so a password is needed: give the option password.`,
    );
  }
  if (!Number.isSafeInteger(maxRequests) || maxRequests < 1) {
    throw new SandboxError(`maxRequests must be a whole number of 1 or more, not ${maxRequests}.`);
  }
  return {
    port,
    host,
    password,
    keys: options.keys ?? [],
    acceptAnyKey: options.acceptAnyKey ?? false,
    links: (options.links ?? []).map(checkLink),
    limits: resolveLimits("limits", options.limits ?? "fixed"),
    howUsedBotLimits: resolveLimits("howUsedBotLimits", options.howUsedBotLimits ?? "none"),
    retryAfter: options.retryAfter ?? false,
    errorStatus: oneOf("errorStatus", options.errorStatus ?? "code", ["code", "always-200"]),
    integration: oneOf("integration", options.integration ?? "full", INTEGRATIONS),
    strictUserIds: options.strictUserIds ?? false,
    absentMethods: options.absentMethods ?? [],
    repeats: oneOf("repeats", options.repeats ?? "warn", ["warn", "conflict"]),
    maxEventLength: oneOf("maxEventLength", options.maxEventLength ?? 20, [20, 50]),
    maxRequests,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  };
}

function oneOf<Value extends string | number>(name: string, value: Value, allowed: readonly Value[]): Value {
  if (allowed.includes(value)) return value;
  const list = allowed.map((each) => JSON.stringify(each)).join(", ");
  throw new SandboxError(`${name} must be one of ${list}, not ${JSON.stringify(value)}.`);
}

function checkLink(link: TrackingLink): TrackingLink {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(link.code) && typeof link.name === "string") return link;
  throw new SandboxError(
    "A link must be { code, name }, its code 1 to 64 characters of A-Za-z0-9_- as Telegram allows in a start link; " +
      `what came: ${JSON.stringify(link)}.`,
  );
}

function resolveLimits(name: string, limits: Limits): LimitRules {
  if (limits === "none") return { mode: "fixed", windows: [], offsetMs: 0 };
  if (limits === "fixed" || limits === "sliding") return { mode: limits, windows: TGTRACK_WINDOWS, offsetMs: 0 };
  if (typeof limits !== "object" || limits === null) {
    throw new SandboxError(`${name} must be "fixed", "sliding", "none" or an object, not ${JSON.stringify(limits)}.`);
  }
  const { mode = "fixed", windows = TGTRACK_WINDOWS, offsetMs = 0 } = limits;
  if (mode !== "fixed" && mode !== "sliding") {
    throw new SandboxError(`${name}.mode must be "fixed" or "sliding", not ${JSON.stringify(mode)}.`);
  }
  for (const window of windows) checkWindow(name, window);
  return { mode, windows, offsetMs };
}

function checkWindow(name: string, { limit, perMs }: LimitWindow): void {
  if (Number.isSafeInteger(limit) && limit > 0 && Number.isSafeInteger(perMs) && perMs > 0) return;
  throw new SandboxError(
    `A window of ${name} must be { limit, perMs }, both whole numbers above 0; ` +
      `what came: ${JSON.stringify({ limit, perMs })}.`,
  );
}
