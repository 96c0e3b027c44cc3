import type { DeadReason, DeliveryClass } from "../outbox/delivery.ts";
import type { DropReason } from "../outbox/ledger.ts";
import type { HoldCause } from "./hold.ts";

/**
 * What happens to deliveries, passed to `onDelivery` as it happens:
 * - `stored`: recorded and waiting to be sent;
 * - `delivered`: the destination accepted it, `ageMs` after it was recorded;
 * - `retried`: an attempt failed, the next is in `delayMs`; with `answerLost` it may be counted twice;
 * - `held`: the whole destination is paused for `forMs`;
 * - `dropped`: it will not be sent, for one of the ledger's reasons;
 * - `buried`: permanently refused and put among the dead letters.
 *
 * `event` is the name of the event or goal, where one of these reports one.
 */
export type DeliveryEvent = { destination: string } & (
  | { kind: "stored"; method: string; class: DeliveryClass; userId?: string }
  | {
      kind: "delivered";
      id: string;
      method: string;
      event?: string;
      class: DeliveryClass;
      userId?: string;
      ageMs: number;
    }
  | {
      kind: "retried";
      id: string;
      method: string;
      event?: string;
      class: DeliveryClass;
      why: string;
      delayMs: number;
      answerLost: boolean;
    }
  | { kind: "held"; cause: HoldCause; why: string; forMs: number }
  | { kind: "dropped"; reason: DropReason; count: number }
  | { kind: "buried"; id?: string; method: string; event?: string; class: DeliveryClass; reason: DeadReason }
);
