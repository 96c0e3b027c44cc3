import type { RecordedRequest } from "@bot-tracker/sandbox";
import type { Deed } from "../bot/deed.ts";

/** Both services are told of every deed. */
export const DESTINATIONS = ["tgtrack", "howusedbot"] as const;

/** Names one delivery the same way for the bot that stores it and for the service that gets it. */
export function deliveryId(destination: string, kind: string, userId: string | undefined): string {
  return `${destination} ${kind} ${userId ?? "?"}`;
}

/** The deliveries that a deed leads to. */
export function deliveriesOf({ kind, userId }: Deed): string[] {
  return DESTINATIONS.map((destination) => deliveryId(destination, kind, String(userId)));
}

/** The delivery that a request carried. */
export function deliveryIn({ service, method, body, userId }: RecordedRequest): string {
  const fields = (body ?? {}) as { event?: unknown; message?: unknown };
  if (service === "howusedbot") {
    const kind = fields.event === "start" || fields.event === "stop" ? fields.event : "event";
    return deliveryId(service, kind, userId);
  }
  const kind = method === "add_event" ? "event" : fields.message === undefined ? "stop" : "start";
  return deliveryId(service, kind, userId);
}
