import type { DeliveryEvent } from "./delivery-event.ts";

/** One line for `debug`; undefined for events that are already logged when a call is recorded. */
export function explainDeliveryEvent(event: DeliveryEvent): string | undefined {
  const { destination } = event;
  switch (event.kind) {
    case "stored":
      return undefined;
    case "delivered":
      return `${destination} accepted ${event.method}${forUser(event.userId)}, ${event.ageMs} ms after it was recorded`;
    case "retried":
      return `${destination} did not accept ${event.method}: ${event.why}. Retrying in ${event.delayMs} ms`;
    case "held":
      return `${destination} is paused for ${event.forMs} ms: ${event.why}`;
    case "dropped":
      return event.count === 1
        ? `1 delivery to ${destination} was dropped: ${event.reason}`
        : `${event.count} deliveries to ${destination} were dropped: ${event.reason}`;
    case "buried":
      return `${destination} permanently refused ${event.method}: ${event.reason.code} ${event.reason.description}`;
  }
}

function forUser(userId: string | undefined): string {
  return userId === undefined ? "" : ` for user ${userId}`;
}
