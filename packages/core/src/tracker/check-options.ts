import { BOT_ID, USER_ID } from "../destinations/service-option-rules.ts";
import { SERVICES } from "../destinations/services.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import type { MemoryOutboxOptions } from "../outbox/memory/memory-outbox.ts";
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
  unexpected,
} from "../support/option-rules.ts";
import type { Ports } from "../support/ports.ts";
import type { TrackerOptions } from "./options.ts";
import { serviceOptionOf } from "./service-option.ts";

const DESTINATION: OptionRule = {
  expected: "a destination, such as webhook({ url })",
  accepts: (value) => hasFunctions(value, "plan", "send") && isFilled(value.name) && hasFunctions(value.accepts, "has"),
};

type OwnOptions = Omit<TrackerOptions, "tgtrack" | "howUsedBot">;

/** The rules of every option but the services', which describe themselves. */
const OWN: OptionRules<OwnOptions> = {
  destinations: { expected: "an array of destinations, such as [webhook({ url })]", accepts: Array.isArray },
  botId: BOT_ID,
  botToken: { expected: "the bot's token, as its messenger gave it", accepts: isFilled },
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
  autoEvents: { expected: 'an array such as [payments({ currency: "RUB" })]', accepts: Array.isArray },
  ignoreUsers: {
    expected: "an array of people's ids, or a function",
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

const MEMORY: OptionRules<MemoryOutboxOptions> = { maxItems: COUNT, maxBytes: COUNT, maxDeadLetters: COUNT };

const PORTS: readonly (keyof Ports)[] = ["nowMs", "steadyMs", "random", "setTimer", "soon", "onBeforeExit", "onExit"];

/**
 * Throws a `TrackerConfigError` for an option that is unknown or invalid. Shows no keys. `adapter` are
 * the rules of an adapter's own options.
 */
export function checkOptions(
  options: TrackerOptions,
  messenger: MessengerId,
  adapter: Readonly<Record<string, OptionRule>> = {},
): void {
  const given: unknown = options;
  if (!isObject(given)) {
    throw unexpected("options", { expected: "an object such as { tgtrack: key }", accepts: isObject }, given);
  }
  const services = SERVICES[messenger];
  const ofServices = Object.fromEntries(services.map(({ option, optionRule }) => [option, optionRule]));
  checkByRules("", options, { ...adapter, ...ofServices, ...OWN });
  for (const service of services) {
    const given = serviceOptionOf(service, options);
    if (isObject(given)) checkByRules(`${service.option}.`, given, service.rules);
  }
  const { memory, ports, destinations = [], autoEvents = [], ignoreUsers } = options;
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

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
