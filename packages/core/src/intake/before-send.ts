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
 * A last look at everything before it is stored: return it, a changed one, or null to send nothing (counted as
 * `before-send`). Synchronous. If it throws, the delivery is put among the dead letters, because it may hold what
 * should have been removed.
 */
export type BeforeSend = (delivery: OutgoingDelivery) => OutgoingDelivery | null;
