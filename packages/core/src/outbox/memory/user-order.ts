import type { DeliveryClass } from "../delivery.ts";
import type { ShelfItem } from "./waiting-delivery.ts";

const NONE: readonly never[] = Object.freeze([]);

/**
 * Per user, their starts and stops that are not gone, oldest first. Starts and stops of a user go one after another;
 * everything else waits for the user's earlier starts only, so that a goal is never known before the start it belongs
 * to.
 */
export class UserOrder {
  readonly #barriers = new Map<string, ShelfItem[]>();

  /** Whether anything that a user does may have to wait. */
  has(userId: string): boolean {
    return this.#barriers.has(userId);
  }

  /** What an item has to wait for. */
  blockerOf(item: ShelfItem): ShelfItem | undefined {
    // Most of the time nobody's start waits, and then nobody need be looked up.
    if (this.#barriers.size === 0) return undefined;
    const { userId, class: own } = item.delivery;
    const barriers = userId === undefined ? undefined : this.#barriers.get(userId);
    if (barriers === undefined) return undefined;
    const ordered = isBarrier(own);
    return barriers.findLast((barrier) => barrier.seq < item.seq && (ordered || barrier.delivery.class === "start"));
  }

  /** Enters the newest item. Gives the stops that it lifts: a start is not to wait for something of less value. */
  enter(item: ShelfItem): readonly ShelfItem[] {
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

  leave(item: ShelfItem): void {
    const { userId, class: own } = item.delivery;
    if (userId === undefined || !isBarrier(own)) return;
    const barriers = this.#barriers.get(userId);
    const at = barriers?.indexOf(item) ?? -1;
    if (barriers === undefined || at === -1) return;
    barriers.splice(at, 1);
    if (barriers.length === 0) this.#barriers.delete(userId);
  }
}

function isBarrier(name: DeliveryClass): boolean {
  return name === "start" || name === "stop";
}

function isStart(item: ShelfItem): boolean {
  return item.delivery.class === "start";
}
