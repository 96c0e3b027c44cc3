import type PQueue from "p-queue";
import { DELIVERY_CLASSES, type DeliveryClass } from "../outbox/delivery.ts";
import type { NextUp } from "../outbox/outbox.ts";
import { batchLeavesAt } from "./batch.ts";
import { Breaker } from "./breaker.ts";
import type { Hold } from "./hold.ts";
import type { LaneParts } from "./lane-parts.ts";
import { LaneQuota } from "./lane-quota.ts";
import { type ReadAttempt, ReadQueue } from "./read-queue.ts";
import { type ReadyRequest, type RequestSource, Requests } from "./requests.ts";

/** Of what is recorded meanwhile, what cannot go before the lane looks again by itself. */
type Deafness = "to-nothing" | "to-what-can-wait" | "to-all";

/** What may be sent now, or when to look again. */
type Step =
  | { kind: "send"; from: RequestSource; urgent: boolean; most: number }
  | { kind: "rest"; untilMs: number; deaf: Deafness };

/** A request under way. */
interface Sending {
  sent: Promise<void>;
}

const DEFAULT_CONCURRENCY = 8;
const LOOK_AGAIN_MS = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * One destination's way out of the outbox. It looks for the most valuable thing to send, takes a slot of the quota,
 * leases, and hands the request to p-queue, which therefore never holds anything back: what waits, waits in the
 * outbox, where something more valuable can still pass it. A task of p-queue sends one request after another while there
 * is one for it, since beginning a task costs a fifth of a request. Lanes know nothing of each other, so that a dead
 * service delays no other.
 *
 * All moments here are by the steady clock, so that no pause and no deadline becomes hours when the wall clock is put
 * back. Only the outbox is asked by the wall clock, which its other processes share.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #concurrency: number;
  /** Missing until there is something to send. */
  #queue: PQueue | undefined;
  readonly #reads: ReadQueue;
  readonly #gate: Breaker;
  readonly #quota: LaneQuota;
  readonly #requests: Requests;
  /** Tasks of p-queue whose request has ended and that wait for another one, or to be told that there is none. */
  #free: ((next: Sending | undefined) => void)[] = [];
  #inFlight = 0;
  #wakeIsComing = false;
  #pumping = false;
  #pumpAgain = false;
  #pumped = Promise.resolve();
  #closed = false;
  #flushing = 0;
  #restUntilMs = NEVER;
  #deaf: Deafness = "to-nothing";
  /** The most valuable class of what was added while it looked. */
  #added: DeliveryClass | undefined;
  #cancelTimer = (): void => {};
  #onRest: (() => void)[] = [];

  constructor(parts: LaneParts) {
    const { destination, ports, messages, tell } = parts;
    this.#parts = parts;
    this.#concurrency = destination.concurrency ?? DEFAULT_CONCURRENCY;
    this.#reads = new ReadQueue(destination.name, ports, () => this.#whyHeld());
    this.#gate = new Breaker({
      destination: destination.name,
      survivesRestart: parts.outbox.kind !== "memory",
      nowMs: ports.steadyMs,
      messages,
      tell,
    });
    this.#quota = new LaneQuota({ ...parts, inFlight: () => this.#inFlight });
    this.#requests = new Requests({ ...parts, quota: this.#quota, gate: this.#gate, reads: this.#reads });
  }

  /** The present pause, if there is one. */
  get hold(): Hold | undefined {
    return this.#gate.hold;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Something may have become ready. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pumping) this.#pumpAgain = true;
    else this.#pumped = this.#pump();
  }

  /**
   * Whether the lane is to be woken: something may have become ready, or, with `mostValuable`, deliveries were added, of
   * that class at most. It is not where they wait for the same quota, pause or answer as what is there already: looking
   * all the same would cost more than recording them. Told while it looks, the lane sees to it by itself.
   */
  wantsToWakeFor(mostValuable: DeliveryClass | undefined): boolean {
    if (!this.#pumping) return !this.#isDeafTo(mostValuable);
    if (mostValuable === undefined) this.#pumpAgain = true;
    else if (this.#added === undefined || rankOf(mostValuable) < rankOf(this.#added)) this.#added = mostValuable;
    return false;
  }

  /** Asks the service something, under the same quota and pauses as everything else. */
  read<T>(attempt: ReadAttempt<T>): Promise<T> {
    const answer = this.#reads.add(attempt);
    this.wake();
    return answer;
  }

  /**
   * Resolves when nothing is left to send, nothing can be sent before `deadlineMs` (by the steady clock), or that moment
   * has come.
   */
  async flush(deadlineMs: number): Promise<void> {
    if (this.#closed) return;
    const { ports } = this.#parts;
    this.#flushing++;
    try {
      // Woken once: whatever changes later wakes the lane by itself. Two flushes that woke it at each rest would wake
      // each other in turn, without an end and without a moment left for the answers they wait for.
      const rested = this.#changeOr(deadlineMs);
      this.wake();
      await rested;
      while (!this.#closed) {
        const busy = this.#inFlight > 0 || this.#wakeIsComing;
        if (ports.steadyMs() >= deadlineMs || (!busy && this.#restUntilMs > deadlineMs)) return;
        await this.#changeOr(busy ? deadlineMs : Math.min(deadlineMs, this.#restUntilMs));
      }
    } finally {
      this.#flushing--;
    }
  }

  /** Nothing more is sent. Requests under way are the transport's to abort; resolves when the last has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    this.#reads.close();
    this.#rest();
    await this.#pumped;
    this.#dismiss();
    await this.#requests.giveUp();
    await this.#queue?.onIdle();
    await this.#requests.giveUp();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    this.#cancelTimer();
    try {
      do {
        this.#pumpAgain = false;
        this.#deaf = "to-nothing";
        this.#added = undefined;
        const untilMs = await this.#sendAllPossible();
        this.#restUntilMs = Math.min(untilMs, this.#requests.hand.keptUntilMs);
      } while ((this.#pumpAgain || this.#missesWhatWasAdded()) && !this.#closed);
    } catch (error) {
      // An outbox that fails must not end delivery for good, nor reach the bot.
      this.#parts.messages.error("lane", `Delivery to ${this.#parts.destination.name} stumbled: ${String(error)}`);
      this.#restUntilMs = this.#parts.ports.steadyMs() + LOOK_AGAIN_MS;
    }
    this.#pumping = false;
    this.#dismiss();
    if (this.#closed) return;
    if (this.#restUntilMs !== NEVER) {
      const delayMs = this.#restUntilMs - this.#parts.ports.steadyMs();
      this.#cancelTimer = this.#parts.ports.setTimer(() => this.wake(), delayMs, false);
    }
    this.#rest();
  }

  #missesWhatWasAdded(): boolean {
    return this.#added !== undefined && !this.#isDeafTo(this.#added);
  }

  #isDeafTo(mostValuable: DeliveryClass | undefined): boolean {
    if (mostValuable === undefined) return false;
    return this.#deaf === "to-all" || (this.#deaf === "to-what-can-wait" && !isUrgent(mostValuable));
  }

  /** Sends until something stands in the way; says until when. */
  async #sendAllPossible(): Promise<number> {
    const { ports } = this.#parts;
    while (!this.#closed) {
      const step = await this.#nextStep();
      if (step.kind === "rest") {
        this.#deaf = step.deaf;
        return step.untilMs;
      }
      this.#queue ??= await openQueue(this.#concurrency);
      const queue = this.#queue;
      const slot = await this.#quota.take(step.urgent);
      if (typeof slot === "number") {
        this.#deaf = step.urgent ? "to-all" : "to-what-can-wait";
        return slot;
      }
      const requests = await this.#requests.prepare(step.from, slot, step.most).catch(async (error: unknown) => {
        await this.#quota.end(slot, "never-sent");
        throw error;
      });
      // A pause may have begun, or the lane may have been closed, while the outbox was asked.
      const isLate = this.#closed || this.#gate.pausedUntil(ports.steadyMs()) !== undefined;
      if (isLate || requests.length === 0) await this.#quota.end(slot, "never-sent");
      for (const request of requests) {
        if (isLate) request.giveBack();
        else this.#start(request, queue);
      }
    }
    return NEVER;
  }

  #start(request: ReadyRequest, queue: PQueue): void {
    this.#inFlight++;
    const free = this.#free.shift();
    // Begun here in both cases, so that requests leave in their order.
    if (free === undefined) void queue.add(() => this.#sendOn({ sent: request.send() }));
    else free({ sent: request.send() });
  }

  /** One task of p-queue. */
  async #sendOn(first: Sending): Promise<void> {
    for (let sending: Sending | undefined = first; sending !== undefined; sending = await this.#another()) {
      await sending.sent;
      this.#inFlight--;
    }
  }

  #another(): Promise<Sending | undefined> | undefined {
    if (this.#closed) return undefined;
    this.#wakeSoon();
    return new Promise((resolve) => this.#free.push(resolve));
  }

  /** Ends the tasks for which there is no request. */
  #dismiss(): void {
    for (const free of this.#free.splice(0)) free(undefined);
  }

  /** Once for all requests that end in the present turn of the event loop. */
  #wakeSoon(): void {
    if (this.#wakeIsComing) return;
    this.#wakeIsComing = true;
    this.#parts.ports.soon(() => {
      this.#wakeIsComing = false;
      this.wake();
    });
  }

  async #nextStep(): Promise<Step> {
    const { outbox, destination, ports, sendContext } = this.#parts;
    const steadyMs = ports.steadyMs();
    const pausedUntilMs = this.#gate.pausedUntil(steadyMs);
    await this.#requests.giveUp(pausedUntilMs === undefined ? steadyMs : NEVER);
    if (pausedUntilMs !== undefined) return { kind: "rest", untilMs: pausedUntilMs, deaf: "to-all" };
    const concurrency = this.#gate.hold === undefined ? this.#concurrency : 1;
    if (this.#inFlight >= concurrency) return { kind: "rest", untilMs: NEVER, deaf: "to-all" };
    if (destination.notReady?.(sendContext().bot) !== undefined) {
      return { kind: "rest", untilMs: NEVER, deaf: "to-nothing" };
    }

    const nowMs = ports.nowMs();
    const step = this.#mostValuable(await outbox.next(destination.name, nowMs), nowMs);
    if (step.kind === "rest") return step;
    // One place is left to starts and goals: a flood that the service answers slowly would otherwise delay them.
    const free = Math.max(1, concurrency - 1) - this.#inFlight;
    if (!step.urgent && free <= 0) return { kind: "rest", untilMs: NEVER, deaf: "to-what-can-wait" };
    // After what is urgent may come what is not.
    return { ...step, most: Math.max(1, free) };
  }

  /** Chooses between what the outbox offers, what is in hand, and reads, which come after starts and goals. */
  #mostValuable(next: NextUp, nowMs: number): Step {
    const inHand = this.#requests.hand.first;
    const handFirst = inHand !== undefined && (next.kind !== "ready" || rankOf(inHand) <= rankOf(next.class));
    const best = handFirst ? inHand : next.kind === "ready" ? next.class : undefined;
    const urgent = best !== undefined && isUrgent(best);
    if (this.#reads.size > 0 && !urgent) return { kind: "send", from: "reads", urgent, most: 1 };
    if (handFirst) return { kind: "send", from: "hand", urgent, most: 1 };
    if (next.kind !== "ready") return this.#restFor(next.kind === "later" ? next.atMs - nowMs : NEVER);

    const { batch } = this.#parts.destination;
    const leavesAtMs = batch === undefined || this.#flushing > 0 ? nowMs : batchLeavesAt(next, batch, nowMs);
    return leavesAtMs > nowMs ? this.#restFor(leavesAtMs - nowMs) : { kind: "send", from: "outbox", urgent, most: 1 };
  }

  #restFor(forMs: number): Step {
    return { kind: "rest", untilMs: this.#parts.ports.steadyMs() + forMs, deaf: "to-nothing" };
  }

  #whyHeld(): string | undefined {
    const { destination, sendContext } = this.#parts;
    return this.#gate.hold?.why ?? destination.notReady?.(sendContext().bot);
  }

  #rest(): void {
    const listeners = this.#onRest;
    this.#onRest = [];
    for (const listener of listeners) listener();
  }

  #changeOr(untilMs: number): Promise<void> {
    const { ports } = this.#parts;
    return new Promise((resolve) => {
      const cancel = ports.setTimer(resolve, untilMs - ports.steadyMs(), true);
      this.#onRest.push(() => {
        cancel();
        resolve();
      });
    });
  }
}

function isUrgent(name: DeliveryClass): boolean {
  return name === "start" || name === "goal";
}

function rankOf(name: DeliveryClass): number {
  return DELIVERY_CLASSES.indexOf(name);
}

/** Loads p-queue only here, so that a bot starts sooner. */
async function openQueue(concurrency: number): Promise<PQueue> {
  const { default: Queue } = await import("p-queue");
  return new Queue({ concurrency });
}
