import type { DeadReason, DeliveryClass } from "../outbox/delivery.ts";
import type { DropReason } from "../outbox/ledger.ts";
import type { HoldCause } from "./hold.ts";

/**
 * What happens to deliveries, told to `onDelivery` as it happens:
 * - `stored`: accepted, on its way;
 * - `delivered`: the destination has it, `ageMs` after it was recorded;
 * - `retried`: an attempt failed, the next is in `delayMs`; `answerLost` if it may be counted twice;
 * - `held`: everything for the destination rests for `forMs`;
 * - `dropped`: it will not be sent, for one of the ledger's reasons;
 * - `buried`: refused for good and put among the dead letters.
 */
export type DeliveryEvent = { destination: string } & (
  | { kind: "stored"; method: string; class: DeliveryClass; userId?: string }
  | { kind: "delivered"; id: string; method: string; class: DeliveryClass; userId?: string; ageMs: number }
  | {
      kind: "retried";
      id: string;
      method: string;
      class: DeliveryClass;
      why: string;
      delayMs: number;
      answerLost: boolean;
    }
  | { kind: "held"; cause: HoldCause; why: string; forMs: number }
  | { kind: "dropped"; reason: DropReason; count: number }
  | { kind: "buried"; id?: string; method: string; class: DeliveryClass; reason: DeadReason }
);
