import { LONGEST_TIMEOUT_MS } from "../destinations/service-options.ts";
import type { MemoryOutboxOptions } from "../outbox/memory/memory-outbox.ts";
import type { QuotaWindow } from "../outbox/rules/quota.ts";
import {
  COUNT,
  checkByRules,
  FLAG,
  FUNCTION,
  hasFunctions,
  isObject,
  type OptionRule,
  type OptionRules,
  oneOf,
  TEXT,
  unexpected,
} from "../support/option-rules.ts";
import type { Ports } from "../support/ports.ts";
import type { HowUsedBotOptions, TgtrackOptions, TrackerOptions } from "./options.ts";

const BOT_ID: OptionRule = {
  expected: "the bot's number: the digits before the colon of its token",
  accepts: isId,
};

const WINDOWS: OptionRule = {
  expected: "a list of limits such as { limit: 3, perMs: 1000 }",
  accepts: (value) => Array.isArray(value) && value.every(isWindow),
};

const TIMEOUT: OptionRule = {
  expected: `milliseconds from 1 to ${LONGEST_TIMEOUT_MS}`,
  accepts: (value) => typeof value === "number" && value >= 1 && value <= LONGEST_TIMEOUT_MS,
};

const DISPATCHER: OptionRule = {
  expected: "an undici dispatcher, such as new ProxyAgent(address)",
  accepts: (value) => hasFunctions(value, "dispatch"),
};

const DESTINATION: OptionRule = {
  expected: "a destination, such as webhook({ url })",
  accepts: (value) => hasFunctions(value, "plan", "send") && isFilled(value.name) && hasFunctions(value.accepts, "has"),
};

const USER_ID: OptionRule = { expected: "a person's numeric id", accepts: isId };

const TRACKER: OptionRules<TrackerOptions> = {
  tgtrack: {
    expected: "TGTrack's key, options such as { apiKey }, or false",
    accepts: (value) => value === false || typeof value === "string" || isObject(value),
  },
  howUsedBot: {
    expected: "options such as { apiToken }, or false",
    accepts: (value) => value === false || isObject(value),
  },
  destinations: { expected: "a list of destinations, such as [webhook({ url })]", accepts: Array.isArray },
  botId: BOT_ID,
  outbox: {
    expected: '"sqlite", "memory", redisOutbox({ url }) or an Outbox',
    accepts: (value) =>
      value === "sqlite" ||
      value === "memory" ||
      hasFunctions(value, "makeOutbox") ||
      hasFunctions(value, "put", "next", "lease", "settle"),
    showsText: true,
  },
  dir: { expected: "the path of a folder", accepts: isFilled },
  durability: oneOf("normal", "full"),
  memory: { expected: "an object such as { maxItems: 50000 }", accepts: isObject },
  autoEvents: { expected: 'a list such as [payments({ currency: "RUB" })]', accepts: Array.isArray },
  ignoreUsers: {
    expected: "a list of people's ids, or a function",
    accepts: (value) => typeof value === "function" || Array.isArray(value),
  },
  beforeSend: FUNCTION,
  onDelivery: FUNCTION,
  logger: {
    expected: "an object with the functions `warn` and `error`",
    accepts: (value) =>
      hasFunctions(value, "warn", "error") && (value.debug === undefined || typeof value.debug === "function"),
  },
  debug: FLAG,
  enabled: FLAG,
  ports: { expected: "an object of functions", accepts: isObject },
};

const TGTRACK: OptionRules<TgtrackOptions> = {
  apiKey: TEXT,
  url: TEXT,
  integration: oneOf("full", "limited", "minimal"),
  startMethod: oneOf("user_did_start_bot", "user_id_start_bot", "user_id_subscribe"),
  limits: WINDOWS,
  ignorePayload: FUNCTION,
  forward: FUNCTION,
  lostGoalAnswer: oneOf("resend", "never"),
  timeoutMs: TIMEOUT,
  dispatcher: DISPATCHER,
};

const HOW_USED_BOT: OptionRules<HowUsedBotOptions> = {
  botId: BOT_ID,
  apiToken: TEXT,
  url: TEXT,
  common: FLAG,
  mapGoal: FUNCTION,
  ignorePayload: FUNCTION,
  limits: WINDOWS,
  timeoutMs: TIMEOUT,
  dispatcher: DISPATCHER,
};

const MEMORY: OptionRules<MemoryOutboxOptions> = { maxItems: COUNT, maxBytes: COUNT, maxDeadLetters: COUNT };

const PORTS: readonly (keyof Ports)[] = ["nowMs", "steadyMs", "random", "setTimer", "soon", "onBeforeExit", "onExit"];

/**
 * Throws a `TrackerConfigError` for an option that does not exist or cannot work. Says nothing of keys. `adapter` are
 * the rules of an adapter's own options.
 */
export function checkOptions(options: TrackerOptions, adapter: Readonly<Record<string, OptionRule>> = {}): void {
  const given: unknown = options;
  if (!isObject(given)) {
    throw unexpected("options", { expected: "an object such as { tgtrack: key }", accepts: isObject }, given);
  }
  checkByRules("", options, { ...adapter, ...TRACKER });
  const { tgtrack, howUsedBot, memory, ports, destinations = [], autoEvents = [], ignoreUsers } = options;
  if (isObject(tgtrack)) checkByRules("tgtrack.", tgtrack, TGTRACK);
  if (isObject(howUsedBot)) checkByRules("howUsedBot.", howUsedBot, HOW_USED_BOT);
  if (memory !== undefined) checkByRules("memory.", memory, MEMORY);
  // Whatever else an object of ports carries is its own.
  for (const name of PORTS) {
    const port: unknown = ports?.[name];
    if (port !== undefined && !FUNCTION.accepts(port)) throw unexpected(`ports.${name}`, FUNCTION, port);
  }
  checkEach("destinations", destinations, DESTINATION);
  checkEach("autoEvents", autoEvents, FUNCTION);
  if (typeof ignoreUsers !== "function") checkEach("ignoreUsers", ignoreUsers ?? [], USER_ID);
}

function checkEach(path: string, list: readonly unknown[], rule: OptionRule): void {
  // Not every(): it skips the holes of a list.
  for (const [index, value] of list.entries()) {
    if (!rule.accepts(value)) throw unexpected(`${path}[${index}]`, rule, value);
  }
}

function isId(value: unknown): boolean {
  if (typeof value === "string") return /^[1-9]\d{0,15}$/.test(value.trim());
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isWindow(value: unknown): boolean {
  const { limit, perMs } = (value ?? {}) as Partial<QuotaWindow>;
  return COUNT.accepts(limit) && typeof perMs === "number" && Number.isFinite(perMs) && perMs > 0;
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
