import type { DeliveryClass } from "../outbox/delivery.ts";

/** A delivery as `beforeSend` sees it. `body` may be changed; it is a copy, never the bot's own update. */
export interface OutgoingDelivery {
  readonly destination: string;
  readonly method: string;
  readonly class: DeliveryClass;
  readonly userId?: string;
  body: object;
}

/**
 * Sees every delivery before it is stored: return it, a changed one, or null to send nothing (counted as
 * `before-send`). Must be synchronous. If it throws, the delivery goes to the dead letters, because it may contain what
 * should have been removed.
 */
export type BeforeSend = (delivery: OutgoingDelivery) => OutgoingDelivery | null;
