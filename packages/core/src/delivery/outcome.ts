import type { DeadReason } from "../outbox/delivery.ts";
import type { RequestEnd } from "../outbox/request-end.ts";

/**
 * How a request ended, which decides what happens to its deliveries:
 * - `delivered`: forget them;
 * - `rejected`: bury them with the reason (a batch is first split to find the culprit);
 * - `again`: resend immediately under a new quota slot (to try a method's other name);
 * - `key-refused`: the key is wrong, expired or lacks rights: pause the destination, keep everything;
 * - `rate-limited`: the key is over its limit despite the quota: pause the destination, keep everything;
 * - `unavailable`: the service failed or could not be reached: retry later. `request` says how far the request got.
 */
export type Outcome =
  | { kind: "delivered" }
  | { kind: "rejected"; reason: DeadReason }
  | { kind: "again" }
  | { kind: "key-refused"; reason: DeadReason }
  | { kind: "rate-limited"; retryAfterMs?: number }
  | { kind: "unavailable"; description: string; request: RequestEnd; retryAfterMs?: number };
