import type { QuotaWindow } from "../outbox/rules/quota.ts";
import { COUNT, hasFunctions, type OptionRule } from "../support/option-rules.ts";
import { LONGEST_TIMEOUT_MS } from "./service-options.ts";

/** Rules of options that several services have. */
export const WINDOWS: OptionRule = {
  expected: "an array of limits such as { limit: 3, perMs: 1000 }",
  accepts: (value) => Array.isArray(value) && value.every(isWindow),
};

export const TIMEOUT: OptionRule = {
  expected: `milliseconds from 1 to ${LONGEST_TIMEOUT_MS}`,
  accepts: (value) => typeof value === "number" && value >= 1 && value <= LONGEST_TIMEOUT_MS,
};

export const DISPATCHER: OptionRule = {
  expected: "a dispatcher of undici 6 or later, such as new ProxyAgent(address)",
  accepts: (value) => hasFunctions(value, "dispatch"),
};

export const BOT_ID: OptionRule = {
  expected: "the bot's number: the digits before the colon of its token",
  accepts: isId,
};

export const USER_ID: OptionRule = { expected: "a person's numeric id", accepts: isId };

function isId(value: unknown): boolean {
  if (typeof value === "string") return /^[1-9]\d{0,15}$/.test(value.trim());
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isWindow(value: unknown): boolean {
  const { limit, perMs, maxServerDelayMs = 0 } = (value ?? {}) as Partial<QuotaWindow>;
  const isMs = (ms: unknown): ms is number => typeof ms === "number" && Number.isFinite(ms);
  return COUNT.accepts(limit) && isMs(perMs) && perMs > 0 && isMs(maxServerDelayMs) && maxServerDelayMs >= 0;
}
