import type { Delivery } from "../outbox/delivery.ts";
import type { Settlement } from "../outbox/outbox.ts";
import type { Messages } from "../support/messages.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import { nameDelivery } from "./explain-delivery-event.ts";
import type { Outcome } from "./outcome.ts";
import type { Sender } from "./sender.ts";

/** Who gets to know how deliveries ended. */
export interface Listeners {
  /** What they were sent to. */
  sender: Pick<Sender, "eventOf">;
  messages: Messages;
  /** Undefined if nobody listens. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}

/** An event's name is not worth more than the report itself, whatever a sender of the bot's own does. */
function eventOf(sender: Listeners["sender"], delivery: Delivery): string | undefined {
  try {
    return sender.eventOf?.(delivery);
  } catch {
    return undefined;
  }
}

/** Reports how each of `deliveries` ended; `settlements` are in the same order. */
export function notifySettled(
  settlements: readonly Settlement[],
  deliveries: readonly Delivery[],
  outcome: Outcome,
  nowMs: number,
  { sender, messages, notify }: Listeners,
): void {
  settlements.forEach((settlement, index) => {
    const delivery = deliveries[index];
    if (delivery === undefined || (notify === undefined && settlement.as !== "dead")) return;
    const { destination, id, method, userId } = delivery;
    const event = eventOf(sender, delivery);
    const about = { destination, id, method, class: delivery.class, ...(event !== undefined && { event }) };
    if (settlement.as === "delivered") {
      const ageMs = nowMs - delivery.createdAtMs;
      notify?.({ kind: "delivered", ...about, ...(userId !== undefined && { userId }), ageMs });
    } else if (settlement.as === "retry" && outcome.kind === "unavailable") {
      const { answerLost, atMs } = settlement;
      notify?.({ kind: "retried", ...about, why: outcome.description, delayMs: atMs - nowMs, answerLost });
    } else if (settlement.as === "dead") {
      const { reason } = settlement;
      notify?.({ kind: "buried", ...about, reason });
      const { code, description, details } = reason;
      messages.error(
        `buried ${destination} ${method} ${code}`,
        `${destination} refused ${nameDelivery(method, event)}: ${code} ${description}${details === undefined ? "" : ` (${details})`}. ` +
          "It is kept among the dead letters (tracker.dead); further ones are counted in tracker.ledger().",
      );
    }
  });
}
