import { show } from "./calls/check-call.ts";
import { TrackerConfigError } from "./errors/tracker-config-error.ts";
import type { TrackerOptions } from "./options.ts";

const KNOWN: Record<keyof TrackerOptions, true> = {
  tgtrack: true,
  howUsedBot: true,
  destinations: true,
  botId: true,
  outbox: true,
  memory: true,
  autoEvents: true,
  ignoreUsers: true,
  beforeSend: true,
  onDelivery: true,
  logger: true,
  debug: true,
  enabled: true,
  ports: true,
};

/** Throws a `TrackerConfigError` for an option that does not exist or cannot work. Says nothing of keys. */
export function checkOptions(options: TrackerOptions): void {
  for (const name of Object.keys(options)) {
    if (!(name in KNOWN)) {
      throw new TrackerConfigError(`There is no option \`${name}\`. The options are ${Object.keys(KNOWN).join(", ")}.`);
    }
  }
  expectFunction("beforeSend", options.beforeSend);
  expectFunction("onDelivery", options.onDelivery);
  expectFlag("debug", options.debug);
  expectFlag("enabled", options.enabled);
  for (const [index, autoEvent] of (options.autoEvents ?? []).entries())
    expectFunction(`autoEvents[${index}]`, autoEvent);
  for (const name of ["maxItems", "maxBytes", "maxDeadLetters"] as const) {
    const value = options.memory?.[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
      throw new TrackerConfigError(`Expected \`memory.${name}\` to be a whole number above 0, got ${show(value)}.`);
    }
  }
  const { outbox, ignoreUsers, logger } = options;
  if (outbox !== undefined && outbox !== "memory" && typeof (outbox as { put?: unknown } | null)?.put !== "function") {
    throw new TrackerConfigError(`Expected \`outbox\` to be "memory" or an Outbox, got ${show(outbox)}.`);
  }
  if (ignoreUsers !== undefined && typeof ignoreUsers !== "function" && !Array.isArray(ignoreUsers)) {
    throw new TrackerConfigError(
      `Expected \`ignoreUsers\` to be a list of user ids or a function, got ${show(ignoreUsers)}.`,
    );
  }
  if (logger !== undefined && (typeof logger?.warn !== "function" || typeof logger.error !== "function")) {
    throw new TrackerConfigError("Expected `logger` to have the functions `warn` and `error`.");
  }
}

function expectFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") {
    throw new TrackerConfigError(`Expected \`${name}\` to be a function, got ${show(value)}.`);
  }
}

function expectFlag(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "boolean") {
    throw new TrackerConfigError(`Expected \`${name}\` to be true or false, got ${show(value)}.`);
  }
}
