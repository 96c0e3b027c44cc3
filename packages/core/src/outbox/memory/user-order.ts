import { hasToWait, isBarrier } from "../rules/user-order.ts";
import type { WaitingDelivery } from "./waiting-delivery.ts";

const NONE: readonly never[] = Object.freeze([]);

/** Per user, their starts and stops that are not gone, oldest first. */
export class UserOrder {
  readonly #barriers = new Map<string, WaitingDelivery[]>();

  /** Whether anything that a user does may have to wait. */
  has(userId: string): boolean {
    return this.#barriers.has(userId);
  }

  /** What an item has to wait for. */
  barrierBefore(item: WaitingDelivery): WaitingDelivery | undefined {
    // Most of the time nobody's start waits, and then nobody need be looked up.
    if (this.#barriers.size === 0) return undefined;
    const { userId, class: own } = item.delivery;
    const barriers = userId === undefined ? undefined : this.#barriers.get(userId);
    if (barriers === undefined) return undefined;
    return barriers.findLast((barrier) => barrier.seq < item.seq && hasToWait(own, barrier.delivery.class));
  }

  /** Enters the newest item. Gives the stops that it lifts: a start is not to wait for something of less value. */
  enter(item: WaitingDelivery): readonly WaitingDelivery[] {
    const { userId, class: own } = item.delivery;
    if (userId === undefined || !isBarrier(own)) return NONE;
    const earlier = this.#barriers.get(userId);
    if (earlier === undefined) {
      this.#barriers.set(userId, [item]);
      return NONE;
    }
    // What stands before an earlier start was lifted by that one.
    const lifted = own === "start" ? earlier.slice(earlier.findLastIndex(isStart) + 1) : [];
    earlier.push(item);
    return lifted;
  }

  leave(item: WaitingDelivery): void {
    const { userId, class: own } = item.delivery;
    if (userId === undefined || !isBarrier(own)) return;
    const barriers = this.#barriers.get(userId);
    const at = barriers?.indexOf(item) ?? -1;
    if (barriers === undefined || at === -1) return;
    barriers.splice(at, 1);
    if (barriers.length === 0) this.#barriers.delete(userId);
  }
}

function isStart(item: WaitingDelivery): boolean {
  return item.delivery.class === "start";
}
