// All that a bot's author imports and that is the same on every runtime.

// The tracker, its options, and what it says.

export type { DeliveryEvent } from "./delivery/delivery-event.ts";
export type { HoldCause } from "./delivery/hold.ts";
export type { QuotaHealth } from "./delivery/quota-health.ts";
export type { HowUsedBotOptions } from "./destinations/howusedbot/howusedbot-options.ts";
export type { TgtrackOptions } from "./destinations/tgtrack/tgtrack-options.ts";
export type { OutgoingDelivery } from "./intake/before-send.ts";
export type {
  AnyEventProps,
  AnyEvents,
  EventDate,
  EventOptions,
  EventProps,
  EventPropsArgs,
  LabelValue,
  ReachGoalCall,
  TrackEventCall,
  UserLike,
  UserStartedCall,
  UserStoppedCall,
} from "./intake/calls/event-props.ts";
export type { NotStoredReason, RecordResult } from "./intake/record-result.ts";
export type { UserContext } from "./messenger/user-context.ts";
export type { DropReason, Ledger, LedgerEntry } from "./outbox/ledger.ts";
export type { Logger } from "./support/messages.ts";
export type { Ports } from "./support/ports.ts";
export type { DeadLetters } from "./tracker/dead-letters.ts";
export type { PersonInfo } from "./tracker/get-person.ts";
export type { DestinationHealth, Health } from "./tracker/health.ts";
export type { TrackerOptions } from "./tracker/options.ts";
export type { TimeoutOptions } from "./tracker/timeout-options.ts";
export type { Tracker } from "./tracker/tracker.ts";
export type { StartInfo, TrackerFlavor, UserTracker } from "./tracker/user-tracker.ts";

// Errors.

export { HowUsedBotError, type HowUsedBotRefusal } from "./errors/howusedbot-error.ts";
export { KeyHeldError } from "./errors/key-held-error.ts";
export { QuotaExhaustedError } from "./errors/quota-exhausted-error.ts";
export { StartPayloadError } from "./errors/start-payload-error.ts";
export { TgtrackError, type TgtrackRefusal } from "./errors/tgtrack-error.ts";
export { TrackerConfigError } from "./errors/tracker-config-error.ts";
export { TrackerError } from "./errors/tracker-error.ts";
export { TransportError } from "./errors/transport-error.ts";

// Telegram: what updates mean, start links and payloads, automatic events.

export type { AutoEvent, AutoEventCall } from "./intake/auto-event.ts";
export type { FailedCall } from "./messenger/failed-call.ts";
export type { MessengerId } from "./messenger/messenger-id.ts";
export type {
  ActivitySignal,
  BotUser,
  IgnoredSignal,
  Signal,
  StartPayloadKind,
  StartSignal,
  StopSignal,
  UnblockSignal,
} from "./messenger/signal.ts";
export type { BotIdentity } from "./support/bot-identity.ts";
export { commands } from "./telegram/auto-events/commands.ts";
export { type ContactSharedOptions, contactShared } from "./telegram/auto-events/contact-shared.ts";
export { type PaymentsOptions, payments } from "./telegram/auto-events/payments.ts";
export { subscriptions } from "./telegram/auto-events/subscriptions.ts";
export { type ClassifyOptions, classifyUpdate } from "./telegram/classify-update.ts";
export { type GroupAdminRight, type GroupLinkOptions, groupLink } from "./telegram/links/group-link.ts";
export { type MiniAppLinkOptions, miniAppLink } from "./telegram/links/mini-app-link.ts";
export { startLink } from "./telegram/links/start-link.ts";
export { parseStartCommand, type StartCommand, type StartCommandOptions } from "./telegram/start-command.ts";

// MAX.

export { maxStartLink } from "./max/links/max-start-link.ts";

// Start payloads of both.

export {
  decodeStartPayload,
  encodeStartPayload,
  isStartPayload,
  START_PAYLOAD_CHARS,
} from "./messenger/start-payload.ts";

// Your own endpoint.

export { webhook } from "./destinations/webhook/webhook.ts";
export type { WebhookOptions } from "./destinations/webhook/webhook-options.ts";
export type { WebhookElement, WebhookNews } from "./destinations/webhook/webhook-plan.ts";
export {
  type VerifyWebhookOptions,
  verifyWebhookSignature,
  WEBHOOK_SIGNATURE_HEADER,
} from "./destinations/webhook/webhook-signature.ts";

// The services' clients, usable without a tracker.

export { HowUsedBotClient, type HowUsedBotClientOptions } from "./destinations/howusedbot/howusedbot-client.ts";
export type { HowUsedBotEvent } from "./destinations/howusedbot/howusedbot-event.ts";
export type { TgtrackStartMethod } from "./destinations/tgtrack/start-method.ts";
export { TgtrackClient, type TgtrackClientOptions } from "./destinations/tgtrack/tgtrack-client.ts";
export type { TgtrackPlatform } from "./destinations/tgtrack/tgtrack-platform.ts";
export type {
  TgtrackAccepted,
  TgtrackAnswer,
  TgtrackBotStarted,
  TgtrackBotStopped,
  TgtrackChatLink,
  TgtrackEvent,
  TgtrackEventResult,
  TgtrackGoal,
  TgtrackLabel,
  TgtrackTokenInfo,
  TgtrackTransition,
  TgtrackUserInfo,
  TgtrackUserQuery,
  TgtrackUserStart,
  TgtrackUtm,
} from "./destinations/tgtrack/tgtrack-types.ts";

// A destination of your own.

export type { HttpRequest, HttpResult, HttpTransport } from "./delivery/http/http-transport.ts";
export type { Outcome } from "./delivery/outcome.ts";
export type { BatchLimits, SendContext } from "./delivery/sender.ts";
export type { Destination, PlanContext, Planned } from "./destinations/destination.ts";
export type { Label, Occurrence } from "./destinations/occurrence.ts";
export type { RequestEnd } from "./outbox/request-end.ts";
export type { QuotaLimits, QuotaWindow } from "./outbox/rules/quota.ts";

// An outbox of your own.

export type { DeadLetter, DeadReason, Delivery, DeliveryClass, NewDelivery } from "./outbox/delivery.ts";
export { MemoryOutbox, type MemoryOutboxOptions } from "./outbox/memory/memory-outbox.ts";
export type {
  ChooseLease,
  DeadLetterFilter,
  LeaseRequest,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxEntry,
  OutboxItem,
  OutboxStep,
  PutResult,
  PutStatus,
  ReadyListener,
  Settlement,
  SlotGrant,
} from "./outbox/outbox.ts";
export type { OutboxContext, OutboxMaker } from "./outbox/outbox-maker.ts";
export type { OutboxOwner } from "./outbox/outbox-owner.ts";
export type { Person, PersonChange, PersonVerdict } from "./outbox/rules/person.ts";
export { nextPerson } from "./outbox/rules/person.ts";
