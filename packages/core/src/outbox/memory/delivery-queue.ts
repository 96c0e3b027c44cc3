import { DELIVERY_CLASSES, type DeliveryClass } from "../delivery.ts";
import { NO_TURNS, nextClass, type Turns, takeTurn } from "../rules/fair-shares.ts";
import { wasPutBack } from "../rules/was-put-back.ts";
import { LiveHeap } from "./live-heap.ts";
import { UserOrder } from "./user-order.ts";
import type { ItemState, WaitingDelivery } from "./waiting-delivery.ts";

/** What waits for one destination, in the order in which it is to go. */
export class DeliveryQueue {
  readonly #hasShares: boolean;
  readonly #ready = perClass(
    (name) => new LiveHeap<WaitingDelivery>(bySeq, (item) => item.state === "ready" && item.class === name),
  );
  readonly #delayed = new LiveHeap<WaitingDelivery>(byDueTime, (item) => item.state === "delayed");
  readonly #leased = new Set<WaitingDelivery>();
  /** No lease runs out before this. */
  #leasesEndAtMs = Number.POSITIVE_INFINITY;
  readonly #order = new UserOrder();
  /** Everything that is not gone, by its own class, in the order it came. */
  readonly #pending = perClass(() => new Set<WaitingDelivery>());
  /** When it was last asked what the time has ended. */
  #askedAtMs = 0;
  #pendingCount = 0;
  #readyCount = 0;
  #readyBytes = 0;
  #turns: Turns = NO_TURNS;

  /** `hasShares`: whether less valuable classes take turns; strictly by value otherwise. */
  constructor(hasShares: boolean) {
    this.#hasShares = hasShares;
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
  pending(): WaitingDelivery[] {
    return DELIVERY_CLASSES.flatMap((name) => [...this.#pending[name]]);
  }

  /** When the oldest of what is not gone was created. */
  oldestAtMs(): number | undefined {
    return earliestCreated((name) => firstOf(this.#pending[name]));
  }

  /** When the oldest of what is ready was created. */
  oldestReadyAtMs(): number | undefined {
    return earliestCreated((name) => this.#ready[name].peek());
  }

  /** The oldest item of a class that could be thrown out: whatever is not being sent. */
  oldestOf(name: DeliveryClass): WaitingDelivery | undefined {
    for (const item of this.#pending[name]) if (item.state !== "leased") return item;
    return undefined;
  }

  /** Whether a start or stop of a user is not gone. */
  holdsBack(userId: string): boolean {
    return this.#order.has(userId);
  }

  add(item: WaitingDelivery): void {
    this.#pending[item.delivery.class].add(item);
    this.#pendingCount++;
    const waitsFor = this.#order.barrierBefore(item);
    for (const stop of this.#order.enter(item)) this.#lift(stop);
    this.#makeReadyAfter(waitsFor, item);
  }

  /** Moves to `ready` what was delayed until now. */
  wakeDelayed(nowMs: number): void {
    // With the clock put back by an hour, a delay of a second would take an hour.
    const untilMs = wasPutBack(this.#askedAtMs, nowMs) ? Number.POSITIVE_INFINITY : nowMs;
    this.#askedAtMs = nowMs;
    for (;;) {
      const item = this.#delayed.peek();
      if (item === undefined || item.dueAtMs > untilMs) return;
      this.#makeReady(item);
    }
  }

  /** What is still leased although its time is over. */
  endedLeases(nowMs: number): WaitingDelivery[] {
    if (nowMs < this.#leasesEndAtMs) return [];
    const ended = [...this.#leased].filter((item) => item.dueAtMs <= nowMs);
    const ends = [...this.#leased].map((item) => item.dueAtMs).filter((atMs) => atMs > nowMs);
    this.#leasesEndAtMs = Math.min(...ends, Number.POSITIVE_INFINITY);
    return ended;
  }

  /** When a delay or a lease ends: nothing becomes ready by the mere passing of time before. */
  nextDueAt(): number | undefined {
    const atMs = Math.min(
      this.#delayed.peek()?.dueAtMs ?? Number.POSITIVE_INFINITY,
      this.#leased.size === 0 ? Number.POSITIVE_INFINITY : this.#leasesEndAtMs,
    );
    return atMs === Number.POSITIVE_INFINITY ? undefined : atMs;
  }

  /** The item that is to go next: the oldest that is ready of its class. */
  first(): WaitingDelivery | undefined {
    const name = nextClass(this.#turns, this.#isReady);
    return name && this.#ready[name].peek();
  }

  lease(item: WaitingDelivery, untilMs: number): void {
    if (this.#hasShares) this.#turns = takeTurn(this.#turns, item.class);
    this.#become(item, "leased");
    item.dueAtMs = untilMs;
    this.#leased.add(item);
    this.#leasesEndAtMs = Math.min(this.#leasesEndAtMs, untilMs);
  }

  giveBack(item: WaitingDelivery): void {
    this.#makeReady(item);
  }

  delay(item: WaitingDelivery, dueAtMs: number): void {
    this.#become(item, "delayed");
    item.dueAtMs = dueAtMs;
    this.#delayed.push(item);
  }

  remove(item: WaitingDelivery): void {
    if (item.state === "gone") return;
    this.#become(item, "gone");
    this.#pending[item.delivery.class].delete(item);
    this.#pendingCount--;
    this.letPass(item);
  }

  /** Nothing of its user waits for this item any longer. */
  letPass(item: WaitingDelivery): void {
    this.#order.leave(item);
    const waiters = item.waiters ?? [];
    item.waiters = undefined;
    for (const waiter of waiters) this.#makeReadyAfter(this.#order.barrierBefore(waiter), waiter);
  }

  readonly #isReady = (name: DeliveryClass): boolean => this.#ready[name].peek() !== undefined;

  #makeReadyAfter(waitsFor: WaitingDelivery | undefined, item: WaitingDelivery): void {
    if (waitsFor === undefined) {
      this.#makeReady(item);
      return;
    }
    this.#become(item, "waiting");
    item.waitsFor = waitsFor;
    waitsFor.waiters ??= new Set();
    waitsFor.waiters.add(item);
  }

  #makeReady(item: WaitingDelivery): void {
    this.#become(item, "ready");
    this.#readyCount++;
    this.#readyBytes += item.bytes;
    this.#ready[item.class].push(item);
  }

  /** Changes an item's state and takes it off whatever the old one had it on. */
  #become(item: WaitingDelivery, state: ItemState): void {
    const before = item.state;
    item.state = state;
    switch (before) {
      case "ready":
        this.#readyCount--;
        this.#readyBytes -= item.bytes;
        this.#ready[item.class].release();
        return;
      case "delayed":
        this.#delayed.release();
        return;
      case "leased":
        this.#leased.delete(item);
        return;
      case "waiting":
        item.waitsFor?.waiters?.delete(item);
        item.waitsFor = undefined;
        return;
      case "gone":
    }
  }

  /** A stop that a start waits for goes as early as the start would. */
  #lift(stop: WaitingDelivery): void {
    stop.class = "start";
    if (stop.state !== "ready") return;
    this.#ready.stop.release();
    this.#ready.start.push(stop);
  }
}

function bySeq(item: WaitingDelivery): number {
  return item.seq;
}

function byDueTime(item: WaitingDelivery): number {
  return item.dueAtMs;
}

function perClass<T>(make: (name: DeliveryClass) => T): Record<DeliveryClass, T> {
  return {
    start: make("start"),
    goal: make("goal"),
    stop: make("stop"),
    event: make("event"),
    activity: make("activity"),
  };
}

function earliestCreated(itemOf: (name: DeliveryClass) => WaitingDelivery | undefined): number | undefined {
  let earliestMs: number | undefined;
  for (const name of DELIVERY_CLASSES) {
    const createdAtMs = itemOf(name)?.delivery.createdAtMs;
    if (createdAtMs !== undefined && createdAtMs < (earliestMs ?? Number.POSITIVE_INFINITY)) earliestMs = createdAtMs;
  }
  return earliestMs;
}

function firstOf<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}
