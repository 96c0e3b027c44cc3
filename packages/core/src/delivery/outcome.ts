import type { DeadReason } from "../outbox/delivery.ts";
import type { RequestEnd } from "../outbox/request-end.ts";

/**
 * How a request ended, and so what is to be done with what it carried:
 * - `delivered`: forget it;
 * - `rejected`: bury it with the reason (a batch is first split to find the culprit);
 * - `again`: send it again at once under a new slot of the quota (a method's other name is to be tried);
 * - `key-refused`: the key is wrong, expired or without rights: hold everything for this key, keep everything;
 * - `rate-limited`: the key is over its limit all the same: hold the key, keep everything;
 * - `unavailable`: the service failed or could not be reached: try later. `request` says how far it came.
 */
export type Outcome =
  | { kind: "delivered" }
  | { kind: "rejected"; reason: DeadReason }
  | { kind: "again" }
  | { kind: "key-refused"; reason: DeadReason }
  | { kind: "rate-limited"; retryAfterMs?: number }
  | { kind: "unavailable"; description: string; request: RequestEnd; retryAfterMs?: number };
