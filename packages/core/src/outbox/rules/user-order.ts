import type { DeliveryClass } from "../delivery.ts";

/**
 * Whether what a user does later may have to wait for it. Starts and stops of a user go one after another; everything
 * else waits for the user's earlier starts only, so that a goal is never known before the start it belongs to. A start
 * lifts its user's earlier stops to its own class: it is not to wait for something of less value.
 */
export function isBarrier(name: DeliveryClass): boolean {
  return name === "start" || name === "stop";
}

/** Whether a delivery of class `own` waits for an earlier `barrier` of its user. */
export function hasToWait(own: DeliveryClass, barrier: DeliveryClass): boolean {
  return barrier === "start" || (isBarrier(own) && isBarrier(barrier));
}
