import type { DeliveryEvent } from "./delivery-event.ts";

/** One line for `debug`; undefined for what is told already when it is recorded. */
export function explainDeliveryEvent(event: DeliveryEvent): string | undefined {
  const { destination } = event;
  switch (event.kind) {
    case "stored":
      return undefined;
    case "delivered":
      return `${destination} has ${event.method}${ofUser(event.userId)}, ${event.ageMs} ms after it was recorded`;
    case "retried":
      return `${destination} did not take ${event.method}: ${event.why}. Tried again in ${event.delayMs} ms`;
    case "held":
      return `${destination} rests for ${event.forMs} ms: ${event.why}`;
    case "dropped":
      return `${destination} will not get ${event.count} ${event.count === 1 ? "delivery" : "deliveries"}: ${event.reason}`;
    case "buried":
      return `${destination} refused ${event.method} for good: ${event.reason.code} ${event.reason.description}`;
  }
}

function ofUser(userId: string | undefined): string {
  return userId === undefined ? "" : ` of user ${userId}`;
}
