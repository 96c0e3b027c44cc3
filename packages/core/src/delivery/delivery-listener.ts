import type { Messages } from "../support/messages.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import { explainDeliveryEvent } from "./explain-delivery-event.ts";

/**
 * Tells the bot's `onDelivery`, and `debug`, what happens to deliveries. Undefined where nobody listens, so that what
 * nobody hears is not put into words. What `onDelivery` throws or rejects with is reported and ignored.
 */
export function listenerOf(
  onDelivery: ((event: DeliveryEvent) => unknown) | undefined,
  messages: Messages,
): ((event: DeliveryEvent) => void) | undefined {
  if (onDelivery === undefined && !messages.debugging) return undefined;
  const complain = (error: unknown): void =>
    messages.error("on-delivery", `onDelivery failed, which is ignored: ${String(error)}`);
  return (event) => {
    if (messages.debugging) {
      const line = explainDeliveryEvent(event);
      if (line !== undefined) messages.debug(line);
    }
    try {
      swallowRejection(onDelivery?.(event), complain);
    } catch (error) {
      complain(error);
    }
  };
}
