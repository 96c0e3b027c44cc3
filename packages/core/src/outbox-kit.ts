/**
 * For authors of outboxes, and for tools that look at trackers from outside. Bots do not need it, and it may change in
 * minor versions.
 */

export { type ProxySettings, usesEnvProxy } from "./delivery/http/env-proxy.ts";
export { quotaHealth } from "./delivery/quota-health.ts";
export { createHowUsedBotDestination } from "./destinations/howusedbot/howusedbot-destination.ts";
export type { Service } from "./destinations/service.ts";
export { SERVICES } from "./destinations/services.ts";
export { TGTRACK_URLS } from "./destinations/tgtrack/tgtrack-platform.ts";
export { OutboxFileError, type OutboxFileFailure } from "./errors/outbox-file-error.ts";
export { max } from "./max/max.ts";
export type { Messenger } from "./messenger/messenger.ts";
export type { MessengerId } from "./messenger/messenger-id.ts";
export { CorruptMessages } from "./outbox/corrupt-messages.ts";
export { DELIVERY_CLASSES } from "./outbox/delivery.ts";
export type { ForgottenUser } from "./outbox/forgotten-user.ts";
export { addLedgers, DROP_REASONS, emptyLedgerEntry } from "./outbox/ledger.ts";
export { destinationOfRelayed, destinationsBehind } from "./outbox/rules/awaiting-relay.ts";
export { claimInSteps } from "./outbox/rules/claim-in-steps.ts";
export { SHARING_CLASSES, TURN_STEPS } from "./outbox/rules/fair-shares.ts";
export { DEAD_LETTER_KEEP_MS, DEDUPE_KEEP_MS } from "./outbox/rules/keep-times.ts";
export { LEASE_LOST } from "./outbox/rules/lease-lost.ts";
export { longestServerDelayMs, quotaCap, serverDelayOf, windowsOf } from "./outbox/rules/quota.ts";
export { randomPrefix } from "./outbox/rules/random-prefix.ts";
export { DEFAULT_BOUNDS, DEFAULT_LIST_LIMIT, OVERHEAD_BYTES } from "./outbox/rules/room.ts";
export { SLOT_MS } from "./outbox/rules/slot-times.ts";
export { userKeyPrefix } from "./outbox/rules/user-key.ts";
export { isBarrier } from "./outbox/rules/user-order.ts";
export type {
  DatabaseFormat,
  Presence,
  SqliteDriver,
  SqlValue,
  Statement,
} from "./outbox/sqlite/driver/sqlite-driver.ts";
export { asideFiles } from "./outbox/sqlite/file/aside-files.ts";
export { APPLICATION_ID } from "./outbox/sqlite/file/format.ts";
export { sqliteFailureOf } from "./outbox/sqlite/file/sqlite-failure.ts";
export { OutboxFile } from "./outbox/sqlite/outbox-file.ts";
export { type OutboxOnDriverParts, outboxOnDriver } from "./outbox/sqlite/outbox-on-driver.ts";

export { brandClass } from "./support/brand-class.ts";
export { errorMessage, errorText } from "./support/error-text.ts";
export { isError } from "./support/is-error.ts";
export { Messages } from "./support/messages.ts";
export {
  COUNT,
  checkByRules,
  isObject,
  type OptionRule,
  type OptionRules,
  oneOf,
  unexpected,
} from "./support/option-rules.ts";
export { systemPorts } from "./support/ports.ts";
export { onOneLine, printable, printableJson } from "./support/printable.ts";
export { onceInProcess } from "./support/process-registry.ts";
export { isSandboxKey } from "./support/sandbox-key.ts";
export { hidePlaces } from "./support/secrets/hide-places.ts";
export { Redaction, redactSecrets, replaceFound } from "./support/secrets/redact-secrets.ts";
export { SecretFinder } from "./support/secrets/secret-finder.ts";
export { swallowRejection } from "./support/swallow-rejection.ts";
export { waitAtMost } from "./support/wait-at-most.ts";
export { currencyExponent } from "./telegram/auto-events/currency-exponent.ts";
export { telegram } from "./telegram/telegram.ts";
export { botIdOfToken, messengerOfOutbox, OUTBOX_NAME, outboxOfToken } from "./tracker/bot-names.ts";
export { createObjectTracker } from "./tracker/create-object-tracker.ts";
export {
  type Environment,
  type EnvironmentVariables,
  isDisabled,
  readEnvironment,
  readServiceSettings,
  type ServiceSettings,
} from "./tracker/environment.ts";
export { workersPorts } from "./tracker/runtime/workers-runtime.ts";
