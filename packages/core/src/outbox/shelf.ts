import { DELIVERY_CLASSES, type DeliveryClass, type NewDelivery } from "./delivery.ts";
import { Heap } from "./heap.ts";

/**
 * Where an item stands: `ready`, `waiting` (for an earlier start or stop of its user), `delayed` (until `dueAtMs`),
 * `leased` (being sent), or `gone`.
 */
export type ItemState = "ready" | "waiting" | "delayed" | "leased" | "gone";

export interface ShelfItem {
  readonly seq: number;
  delivery: NewDelivery;
  readonly bytes: number;
  /** Its own class, or `start` for a stop that a later start of its user has lifted. */
  class: DeliveryClass;
  state: ItemState;
  attempts: number;
  dueAtMs: number;
  /** What waits until this one is gone. */
  waiters: ShelfItem[] | undefined;
}

/**
 * What waits for one destination, in the order in which it is to go. Heaps are cleaned lazily: an item that changed
 * its state or class since it was pushed is skipped when it comes to the top.
 */
export class Shelf {
  readonly #ready: Record<DeliveryClass, Heap<ShelfItem>>;
  readonly #delayed = new Heap<ShelfItem>((item) => item.dueAtMs);
  /** Per user, their starts and stops that are not gone, oldest first: what later ones of the user wait for. */
  readonly #barriers = new Map<string, ShelfItem[]>();
  /** Everything that is not gone, per class, in the order it came. */
  readonly #pending: Record<DeliveryClass, Set<ShelfItem>> = {
    start: new Set(),
    goal: new Set(),
    stop: new Set(),
    event: new Set(),
    activity: new Set(),
  };
  #pendingCount = 0;
  #readyCount = 0;
  #readyBytes = 0;

  constructor() {
    const bySeq = (): Heap<ShelfItem> => new Heap((item) => item.seq);
    this.#ready = { start: bySeq(), goal: bySeq(), stop: bySeq(), event: bySeq(), activity: bySeq() };
  }

  get pendingCount(): number {
    return this.#pendingCount;
  }

  get readyCount(): number {
    return this.#readyCount;
  }

  get readyBytes(): number {
    return this.#readyBytes;
  }

  /** Everything that is not gone, leased included: the most valuable class first, each in the order it came. */
  pending(): ShelfItem[] {
    return DELIVERY_CLASSES.flatMap((name) => [...this.#pending[name]]);
  }

  /** When the oldest of what is not gone was created. */
  oldestAtMs(): number | undefined {
    const oldest = DELIVERY_CLASSES.map((name) => firstOf(this.#pending[name])?.delivery.createdAtMs);
    const known = oldest.filter((atMs) => atMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** The oldest item of a class that could be thrown out: whatever is not being sent. */
  oldestOf(name: DeliveryClass): ShelfItem | undefined {
    for (const item of this.#pending[name]) if (item.state !== "leased") return item;
    return undefined;
  }

  add(item: ShelfItem): void {
    this.#pending[item.class].add(item);
    this.#pendingCount++;
    const blocker = this.#takePlace(item);
    if (blocker === undefined) this.#makeReady(item);
    else this.#waitFor(item, blocker);
  }

  /** Moves to `ready` what was delayed until now. */
  wakeDelayed(nowMs: number): void {
    for (;;) {
      const item = this.#delayed.peek();
      if (item === undefined) return;
      if (item.state === "delayed" && item.dueAtMs > nowMs) return;
      this.#delayed.pop();
      if (item.state === "delayed") this.#makeReady(item);
    }
  }

  nextDueAt(): number | undefined {
    for (;;) {
      const item = this.#delayed.peek();
      if (item === undefined || item.state === "delayed") return item?.dueAtMs;
      this.#delayed.pop();
    }
  }

  /** The most valuable, oldest item that is ready. */
  first(): ShelfItem | undefined {
    for (const name of DELIVERY_CLASSES) {
      const item = this.#top(name);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  lease(item: ShelfItem): void {
    this.#leaveReady(item);
    item.state = "leased";
  }

  giveBack(item: ShelfItem): void {
    this.#makeReady(item);
  }

  delay(item: ShelfItem, dueAtMs: number): void {
    item.state = "delayed";
    item.dueAtMs = dueAtMs;
    this.#delayed.push(item);
  }

  remove(item: ShelfItem): void {
    if (item.state === "gone") return;
    this.#leaveReady(item);
    item.state = "gone";
    this.#pending[item.class].delete(item);
    this.#pendingCount--;
    this.#leavePlace(item);
    const waiters = item.waiters;
    item.waiters = undefined;
    for (const waiter of waiters ?? []) {
      if (waiter.state !== "waiting") continue;
      const blocker = this.#blockerOf(waiter);
      if (blocker === undefined) this.#makeReady(waiter);
      else this.#waitFor(waiter, blocker);
    }
  }

  #top(name: DeliveryClass): ShelfItem | undefined {
    const heap = this.#ready[name];
    for (;;) {
      const item = heap.peek();
      if (item === undefined || (item.state === "ready" && item.class === name)) return item;
      heap.pop();
    }
  }

  #makeReady(item: ShelfItem): void {
    item.state = "ready";
    this.#readyCount++;
    this.#readyBytes += item.bytes;
    this.#ready[item.class].push(item);
  }

  #leaveReady(item: ShelfItem): void {
    if (item.state !== "ready") return;
    this.#readyCount--;
    this.#readyBytes -= item.bytes;
  }

  #waitFor(item: ShelfItem, blocker: ShelfItem): void {
    item.state = "waiting";
    blocker.waiters ??= [];
    blocker.waiters.push(item);
  }

  /** Enters a start or stop among its user's and says what the item has to wait for. */
  #takePlace(item: ShelfItem): ShelfItem | undefined {
    const { userId } = item.delivery;
    if (userId === undefined) return undefined;
    const blocker = this.#blockerOf(item);
    const own = item.delivery.class;
    if (own !== "start" && own !== "stop") return blocker;
    const earlier = this.#barriers.get(userId);
    if (earlier === undefined) {
      this.#barriers.set(userId, [item]);
      return blocker;
    }
    if (own === "start") for (const stop of earlier) this.#lift(stop);
    earlier.push(item);
    return blocker;
  }

  #leavePlace(item: ShelfItem): void {
    const { userId } = item.delivery;
    if (userId === undefined) return;
    const barriers = this.#barriers.get(userId);
    const at = barriers?.indexOf(item) ?? -1;
    if (barriers === undefined || at === -1) return;
    barriers.splice(at, 1);
    if (barriers.length === 0) this.#barriers.delete(userId);
  }

  /**
   * Starts and stops of a user go one after another; everything else waits for the user's earlier starts only, so
   * that a goal is never known before the start it belongs to.
   */
  #blockerOf(item: ShelfItem): ShelfItem | undefined {
    const { userId } = item.delivery;
    const barriers = userId === undefined ? undefined : this.#barriers.get(userId);
    if (barriers === undefined) return undefined;
    const own = item.delivery.class;
    const ordered = own === "start" || own === "stop";
    return barriers.findLast((barrier) => barrier.seq < item.seq && (ordered || barrier.delivery.class === "start"));
  }

  /** A stop that a start waits for goes as early as the start would. */
  #lift(item: ShelfItem): void {
    if (item.class === "start") return;
    this.#pending[item.class].delete(item);
    item.class = "start";
    this.#pending.start.add(item);
    if (item.state === "ready") this.#ready.start.push(item);
  }
}

function firstOf<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}
