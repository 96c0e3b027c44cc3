import { errorText } from "../support/error-text.ts";
import type { Messages } from "../support/messages.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import { explainDeliveryEvent } from "./explain-delivery-event.ts";

/**
 * Passes delivery events to the bot's `onDelivery` and to `debug`. Undefined if nobody listens, so that no event is
 * created for nothing. Errors and rejections of `onDelivery` are logged and ignored.
 */
export function listenerOf(
  onDelivery: ((event: DeliveryEvent) => unknown) | undefined,
  messages: Messages,
): ((event: DeliveryEvent) => void) | undefined {
  if (onDelivery === undefined && !messages.debugging) return undefined;
  const complain = (error: unknown): void =>
    messages.error("on-delivery", `onDelivery failed; the error is ignored: ${errorText(error)}`);
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
