import type { DeliveryEvent } from "./delivery-event.ts";

/** One line for `debug`; undefined for events that are already logged when a call is recorded. */
export function explainDeliveryEvent(event: DeliveryEvent): string | undefined {
  const { destination } = event;
  switch (event.kind) {
    case "stored":
      return undefined;
    case "delivered":
      return `${destination} accepted ${nameDelivery(event.method, event.event)}${forUser(event.userId)}, ${event.ageMs} ms after it was recorded`;
    case "retried":
      return `${destination} did not accept ${nameDelivery(event.method, event.event)}: ${event.why}. Retrying in ${event.delayMs} ms`;
    case "held":
      return `${destination} is paused for ${event.forMs} ms: ${event.why}`;
    case "dropped":
      return event.count === 1
        ? `1 delivery to ${destination} was dropped: ${event.reason}`
        : `${event.count} deliveries to ${destination} were dropped: ${event.reason}`;
    case "buried":
      return `${destination} permanently refused ${nameDelivery(event.method, event.event)}: ${event.reason.code} ${event.reason.description}`;
  }
}

/** A delivery as messages name it: `add_event "sale"`. */
export function nameDelivery(method: string, event: string | undefined): string {
  return event === undefined ? method : `${method} ${JSON.stringify(event)}`;
}

function forUser(userId: string | undefined): string {
  return userId === undefined ? "" : ` for user ${userId}`;
}
