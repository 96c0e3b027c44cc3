import { checkInteger, MAX_TIMEOUT_MS, shown } from "../support/check.ts";
import type { TelegramSimulatorOptions } from "./telegram-simulator.ts";

/** Options with their defaults in place. `firstId` is undefined where it comes from the clock. */
export type ResolvedOptions = Required<Omit<TelegramSimulatorOptions, "firstId">> & { firstId: number | undefined };

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;
const MAX_HOSTS = 100;
/** A name or an address, as DNS and IPv6 have them. */
const HOST = /^[A-Za-z0-9._:%-]{1,253}$/;

/** @throws RangeError that names the option, what was expected and what came */
export function resolveOptions(options: TelegramSimulatorOptions): ResolvedOptions {
  const { firstId, onUnknownToken = "refuse", onToken = () => {}, allowedHosts = [], nowMs = Date.now } = options;
  if (onUnknownToken !== "refuse" && onUnknownToken !== "add-bot") {
    throw new RangeError(`Expected onUnknownToken to be "refuse" or "add-bot", and got ${shown(onUnknownToken)}.`);
  }
  if (!Array.isArray(allowedHosts) || allowedHosts.length > MAX_HOSTS) {
    throw new RangeError(`Expected allowedHosts to be an array of at most ${MAX_HOSTS} names.`);
  }
  for (const [name, given] of Object.entries({ onToken, nowMs })) {
    if (typeof given !== "function")
      throw new RangeError(`Expected ${name} to be a function, and got ${shown(given)}.`);
  }
  const integer = (name: keyof TelegramSimulatorOptions, byDefault: number, min: number, max: number): number =>
    checkInteger(name, options[name] ?? byDefault, min, max);
  return {
    port: integer("port", 0, 0, 65_535),
    host: checkHost("host", options.host ?? "127.0.0.1"),
    allowedHosts: allowedHosts.map((host) => checkHost("allowedHosts", host)),
    onUnknownToken,
    onToken,
    latencyMs: integer("latencyMs", 0, 0, 60_000),
    webhookRetryDelayMs: integer("webhookRetryDelayMs", 20, 1, HOUR_MS),
    webhookMaxRetryDelayMs: integer("webhookMaxRetryDelayMs", 1_000, 1, HOUR_MS),
    webhookTimeoutMs: integer("webhookTimeoutMs", 60_000, 1, HOUR_MS),
    waitTimeoutMs: integer("waitTimeoutMs", 4_000, 0, MAX_TIMEOUT_MS),
    maxBytes: integer("maxBytes", 64 * MIB, MIB, 4_096 * MIB),
    firstId: firstId === undefined ? undefined : checkInteger("firstId", firstId, 1, 2_000_000_000),
    nowMs,
  };
}

function checkHost(name: string, host: unknown): string {
  if (typeof host === "string" && HOST.test(host)) return host;
  throw new RangeError(
    `Expected ${name} to be a name or an address without a port, such as 127.0.0.1, and got ${shown(host)}.`,
  );
}
