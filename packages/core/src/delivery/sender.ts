import type { Delivery } from "../outbox/delivery.ts";
import type { QuotaLimits } from "../outbox/rules/quota.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { HttpTransport } from "./http/http-transport.ts";
import type { Outcome } from "./outcome.ts";

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
 * The half of a destination that delivery needs: it turns deliveries into a request, maybe after a restart, maybe in
 * another process. Order, quota, retries and the ledger are the engine's.
 */
export interface Sender {
  /** Names its rows in the outbox: keep it when a key or an address changes. */
  readonly name: string;
  /** Its request limits. @default none */
  readonly quota?: QuotaLimits;
  /** Requests in flight at most. @default 8 */
  readonly concurrency?: number;
  /** @default one delivery per request */
  readonly batch?: BatchLimits;

  /** Sends all of `deliveries` in one request. Never rejects. */
  send(deliveries: readonly Delivery[], context: SendContext): Promise<Outcome>;

  /** Why nothing can be sent yet (the bot's id is not known, say), or undefined. What is queued is kept. */
  notReady?(bot: BotIdentity | undefined): string | undefined;

  /** The secrets that must appear in no message. */
  readonly secrets?: readonly string[];
}
