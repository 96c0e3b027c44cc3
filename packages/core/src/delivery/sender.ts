import type { Delivery } from "../outbox/delivery.ts";
import type { QuotaLimits } from "../outbox/rules/quota.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { HttpTransport } from "./http/http-transport.ts";
import type { Outcome } from "./outcome.ts";

export interface SendContext {
  http: HttpTransport;
  /** Who the bot is, as far as is known so far. */
  bot: BotIdentity | undefined;
  /** Aborted when the bot has been stopped and when the tracker closes, each after a last wait for answers. */
  signal: AbortSignal;
}

/** How many deliveries one request may carry, and how long the first may wait for others. */
export interface BatchLimits {
  maxItems: number;
  maxBytes: number;
  maxWaitMs: number;
}

/**
 * The part of a destination that delivery needs: it turns deliveries into a request, possibly after a restart or in
 * another process. The engine handles order, quota, retries and the ledger.
 */
export interface Sender {
  /** Identifies its rows in the outbox: keep it when a key or an address changes. */
  readonly name: string;
  /**
   * The same for senders of this name that send alike: to the same address, as the same sender, within the same limits.
   * Trackers of one bot in one process then send together. May be a hash, as it must show no secret.
   *
   * @default alike is only the same object
   */
  readonly identity?: string | undefined;
  /** Where it sends to, for messages: an address without path and key. @default messages show none */
  readonly address?: string | undefined;
  /** Its request limits. @default none */
  readonly quota?: QuotaLimits;
  /** Maximum requests in flight. @default 8 */
  readonly concurrency?: number;
  /** @default one delivery per request */
  readonly batch?: BatchLimits;

  /** Sends all of `deliveries` in one request. Never rejects. */
  send(deliveries: readonly Delivery[], context: SendContext): Promise<Outcome>;

  /** Why nothing can be sent yet (the bot's id is unknown, for example), or undefined. Queued deliveries are kept. */
  notReady?(bot: BotIdentity | undefined): string | undefined;

  /** The name of the event or goal that a delivery reports, for messages. Undefined where it reports none. */
  eventOf?(delivery: Pick<Delivery, "method" | "body">): string | undefined;

  /** Secrets that no message may show. */
  readonly secrets?: readonly string[];
}
