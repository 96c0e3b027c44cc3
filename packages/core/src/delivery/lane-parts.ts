import type { Outbox } from "../outbox/outbox.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import type { SendContext, Sender } from "./sender.ts";

/** What a lane and its parts share. */
export interface LaneParts {
  destination: Sender;
  /** A sandbox answers in its place. */
  isSandbox?: boolean;
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  sendContext(): SendContext;
  /** Undefined if nobody listens. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}
