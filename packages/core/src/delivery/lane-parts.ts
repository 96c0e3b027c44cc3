import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import type { Breaker } from "./breaker.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import type { DeliverySource } from "./delivery-source.ts";
import type { SendContext, Sender } from "./sender.ts";

/** What a lane and its parts share. */
export interface LaneParts {
  destination: Sender;
  /** A sandbox answers in its place. */
  isSandbox?: boolean;
  outbox: DeliverySource;
  ports: Ports;
  messages: Messages;
  sendContext(): SendContext;
  /** The destination's pauses, where they outlive the lane. @default the lane's own */
  breaker?: Breaker | undefined;
  /** Undefined if nobody listens. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}
