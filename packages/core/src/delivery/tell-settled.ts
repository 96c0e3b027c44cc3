import type { Delivery } from "../outbox/delivery.ts";
import type { Settlement } from "../outbox/outbox.ts";
import type { Messages } from "../support/messages.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import type { Outcome } from "./outcome.ts";

/** Who is told of what became of deliveries. */
export interface Listeners {
  messages: Messages;
  /** Missing where nobody listens. */
  tell: ((event: DeliveryEvent) => void) | undefined;
}

/** Tells how each of `deliveries` ended; `settlements` are in the same order. */
export function tellSettled(
  settlements: readonly Settlement[],
  deliveries: readonly Delivery[],
  outcome: Outcome,
  nowMs: number,
  { messages, tell }: Listeners,
): void {
  settlements.forEach((settlement, index) => {
    const delivery = deliveries[index];
    if (delivery === undefined || (tell === undefined && settlement.as !== "dead")) return;
    const { destination, id, method, userId } = delivery;
    const about = { destination, id, method, class: delivery.class };
    if (settlement.as === "delivered") {
      const ageMs = nowMs - delivery.createdAtMs;
      tell?.({ kind: "delivered", ...about, ...(userId !== undefined && { userId }), ageMs });
    } else if (settlement.as === "retry" && outcome.kind === "unavailable") {
      const { answerLost, atMs } = settlement;
      tell?.({ kind: "retried", ...about, why: outcome.description, delayMs: atMs - nowMs, answerLost });
    } else if (settlement.as === "dead") {
      const { reason } = settlement;
      tell?.({ kind: "buried", ...about, reason });
      const { code, description, details } = reason;
      messages.error(
        `buried ${destination} ${method} ${code}`,
        `${destination} refused ${method}: ${code} ${description}${details === undefined ? "" : ` (${details})`}. ` +
          "It is kept among the dead letters (tracker.dead); more of this kind are counted in tracker.ledger().",
      );
    }
  });
}
