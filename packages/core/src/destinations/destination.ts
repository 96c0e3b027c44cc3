import type { HttpTransport } from "../delivery/http/http-transport.ts";
import type { Outcome } from "../delivery/outcome.ts";
import type { QuotaLimits } from "../delivery/quota.ts";
import type { BotIdentity, BotUser, StartPayloadKind } from "../messenger/signal.ts";
import type { Delivery, DeliveryClass } from "../outbox/delivery.ts";
import type { DropReason } from "../outbox/ledger.ts";

/** A name and a value that an event can be sliced by. */
export interface Label {
  name: string;
  value: string;
}

/** Something that happened in the bot, told without any service's words. Dates are unix seconds. */
export type Occurrence =
  | {
      kind: "start";
      user: BotUser;
      payload: string;
      payloadKind: StartPayloadKind;
      date: number;
      /** The update itself, where there was one. It may not be changed. */
      update?: object;
    }
  | {
      kind: "stop";
      userId: string;
      date: number;
      update?: object;
      /** A failed call to Telegram showed it: it came neither as an update nor by hand. */
      failedSend?: true;
    }
  | { kind: "activity"; userId: string }
  | {
      kind: "event";
      userId: string;
      event: string;
      result?: "in_progress" | "success" | "failure";
      amount?: number;
      conversionTarget?: string;
      labels: readonly Label[];
      params: readonly string[];
      date: number;
      registeredAt?: number;
    }
  | { kind: "goal"; userId: string; target: string; date: number }
  /** Any update that is neither a start nor a stop, for destinations that forward them. */
  | { kind: "update"; update: object; userId?: string };

/** What a destination makes of an occurrence: a request to be sent, or a reason why it will not be. */
export type Planned =
  | {
      kind: "deliver";
      method: string;
      /** Turned into JSON as it stands. An update given here is sent exactly as `JSON.stringify` writes it. */
      body: object;
      class: DeliveryClass;
      userId?: string;
      /** How long after now it is still worth sending. */
      expiresAfterMs: number;
      onLostAnswer?: "resend" | "bury";
    }
  | { kind: "drop"; reason: DropReason; message: string };

export interface PlanContext {
  nowMs: number;
}

export interface SendContext {
  http: HttpTransport;
  /** Who the bot is, as far as it is known by now. */
  bot: BotIdentity | undefined;
  /** Aborted when the tracker closes. */
  signal: AbortSignal;
}

/** How many deliveries one request may carry, and how long the first may wait for company. */
export interface BatchLimits {
  maxItems: number;
  maxBytes: number;
  maxWaitMs: number;
}

/**
 * A place that news of the bot is sent to. `plan` is pure and synchronous: it turns an occurrence into requests.
 * `send` carries them out later, maybe after a restart, maybe in another process. Order, quota, retries and accounts
 * are the engine's.
 */
export interface Destination {
  /** Names its rows in the outbox: keep it when a key or an address changes. */
  readonly name: string;
  /** The occurrences it wants to see; others are never planned for it. */
  readonly accepts: ReadonlySet<Occurrence["kind"]>;
  /** Its request limits. Omitted: none. */
  readonly quota?: QuotaLimits;
  /** Requests in flight at most. Default 8. */
  readonly concurrency?: number;
  /** Omitted: one delivery per request. */
  readonly batch?: BatchLimits;

  plan(occurrence: Occurrence, context: PlanContext): readonly Planned[];

  /** Sends all of `deliveries` in one request. Never rejects. */
  send(deliveries: readonly Delivery[], context: SendContext): Promise<Outcome>;

  /** Why nothing can be sent yet (the bot's id is not known, say), or undefined. What waits is kept. */
  notReady?(bot: BotIdentity | undefined): string | undefined;

  /** The secrets that must appear in no message. */
  readonly secrets?: readonly string[];
}
