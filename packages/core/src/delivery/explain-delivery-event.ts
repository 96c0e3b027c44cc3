import type { DeliveryHappening } from "./delivery-event.ts";

/** One line for `debug`; undefined for what is told already when it is recorded. */
export function explainHappening(happening: DeliveryHappening): string | undefined {
  const { destination } = happening;
  switch (happening.kind) {
    case "stored":
      return undefined;
    case "delivered":
      return `${destination} has ${happening.method}${ofUser(happening.userId)}, ${happening.ageMs} ms after it was recorded`;
    case "retried":
      return `${destination} did not take ${happening.method}: ${happening.why}. Tried again in ${happening.delayMs} ms`;
    case "held":
      return `${destination} rests for ${happening.forMs} ms: ${happening.why}`;
    case "dropped":
      return `${destination} will not get ${happening.count} ${happening.count === 1 ? "delivery" : "deliveries"}: ${happening.reason}`;
    case "buried":
      return `${destination} refused ${happening.method} for good: ${happening.reason.code} ${happening.reason.description}`;
  }
}

function ofUser(userId: string | undefined): string {
  return userId === undefined ? "" : ` of user ${userId}`;
}
