export type { AutoEvent, AutoEventCall } from "./auto-events/auto-event.ts";
export { commands } from "./auto-events/commands.ts";
export { type ContactSharedOptions, contactShared } from "./auto-events/contact-shared.ts";
export { type PaymentsOptions, payments } from "./auto-events/payments.ts";
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
} from "./calls/event-props.ts";
export type { NotStoredReason, Recorded } from "./calls/recorded.ts";
export { createTracker } from "./create-tracker.ts";
export type { DeadLetters } from "./dead-letters.ts";
export type { DeliveryHappening } from "./delivery/happening.ts";
export type { HoldCause } from "./delivery/hold.ts";
export type { HttpRequest, HttpResult, HttpTransport } from "./delivery/http-transport.ts";
export type { Outcome, RequestEnd } from "./delivery/outcome.ts";
export type { QuotaLimits, QuotaWindow } from "./delivery/quota.ts";
export type {
  BatchLimits,
  Destination,
  Label,
  Occurrence,
  PlanContext,
  Planned,
  SendContext,
} from "./destinations/destination.ts";
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
export { webhook } from "./destinations/webhook.ts";
export type { WebhookOptions } from "./destinations/webhook-options.ts";
export type { WebhookElement, WebhookNews } from "./destinations/webhook-plan.ts";
export {
  type VerifyWebhookOptions,
  verifyWebhookSignature,
  WEBHOOK_SIGNATURE_HEADER,
} from "./destinations/webhook-signature.ts";
export { HowUsedBotError, type HowUsedBotRefusal } from "./errors/howusedbot-error.ts";
export { KeyHeldError } from "./errors/key-held-error.ts";
export { QuotaExhaustedError } from "./errors/quota-exhausted-error.ts";
export { StartPayloadError } from "./errors/start-payload-error.ts";
export { TgtrackError, type TgtrackRefusal } from "./errors/tgtrack-error.ts";
export { TrackerConfigError } from "./errors/tracker-config-error.ts";
export { TrackerError } from "./errors/tracker-error.ts";
export { TransportError } from "./errors/transport-error.ts";
export type { DestinationHealth, Health, QuotaHealth } from "./health.ts";
export type { DropReason, Ledger, LedgerEntry } from "./ledger.ts";
export type { Logger } from "./messages.ts";
export type { HowUsedBotOptions, OutgoingDelivery, TgtrackOptions, TrackerOptions } from "./options.ts";
export type { DeadLetter, DeadReason, Delivery, DeliveryClass, NewDelivery } from "./outbox/delivery.ts";
export { MemoryOutbox, type MemoryOutboxOptions } from "./outbox/memory-outbox.ts";
export type {
  DeadLetterFilter,
  LeaseRequest,
  MaybePromise,
  NextUp,
  Outbox,
  OutboxEntry,
  OutboxItem,
  PutResult,
  PutStatus,
  ReadyListener,
  Settlement,
  SlotGrant,
} from "./outbox/outbox.ts";
export type { OutboxMaker, OutboxSurroundings } from "./outbox/outbox-maker.ts";
export type { Patience } from "./patience.ts";
export type { Ports } from "./ports.ts";
export { type ClassifyOptions, classifyUpdate } from "./telegram/classify-update.ts";
export type { Person, PersonChange, PersonVerdict } from "./telegram/person.ts";
export { nextPerson } from "./telegram/person.ts";
export type { FailedCall } from "./telegram/send-failure.ts";
export type {
  ActivitySignal,
  BotIdentity,
  BotUser,
  IgnoredSignal,
  Signal,
  StartPayloadKind,
  StartSignal,
  StopSignal,
  UnblockSignal,
} from "./telegram/signal.ts";
export { parseStartCommand, type StartCommand, type StartCommandOptions } from "./telegram/start-command.ts";
export { startLink } from "./telegram/start-link.ts";
export {
  decodeStartPayload,
  encodeStartPayload,
  isStartPayload,
  MAX_START_PAYLOAD_CHARS,
} from "./telegram/start-payload.ts";
export type { Tracker } from "./tracker.ts";
export type { StartInfo, TrackerFlavor, UserContext, UserTracker } from "./user-tracker.ts";
