import type { DeliveryClass } from "../outbox/delivery.ts";
import type { NextUp } from "../outbox/outbox.ts";
import { rankOf } from "../outbox/rules/class-rank.ts";
import { errorText } from "../support/error-text.ts";
import { Backlog } from "./backlog.ts";
import { type Breaker, breakerOf } from "./breaker.ts";
import type { Hold } from "./hold.ts";
import type { LaneParts } from "./lane-parts.ts";
import { LaneQuota } from "./lane-quota.ts";
import { isUrgent, nextStep, type SendStep, type Step, type WakeOn } from "./next-step.ts";
import { type ReadAttempt, ReadQueue } from "./read-queue.ts";
import { RequestPool } from "./request-pool.ts";
import { type Claimed, Requests } from "./requests.ts";

/** A step of which the deliveries are leased already, perhaps. */
type NextMove = Step | (SendStep & { claimed: Claimed });

const DEFAULT_CONCURRENCY = 8;
const LOOK_AGAIN_MS = 1_000;
const NEVER = Number.POSITIVE_INFINITY;
const UNTIL_SOMETHING_IS_NEW: Step = { kind: "rest", untilMs: NEVER, wakeOn: "any" };
const UNTIL_WOKEN: Step = { kind: "rest", untilMs: NEVER, wakeOn: "nothing" };

/**
 * Sends one destination's deliveries. It picks the most valuable one, takes a quota slot, leases, and starts the request
 * if there is room. Lanes know nothing of each other, so a dead service delays no other service.
 *
 * All times here are on the steady clock, so that setting the wall clock back turns no pause or deadline into hours.
 * Only the outbox uses the wall clock, which it shares with other processes.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #concurrency: number;
  readonly #reads: ReadQueue;
  readonly #breaker: Breaker;
  readonly #backlog: Backlog;
  readonly #quota: LaneQuota;
  readonly #requests: Requests;
  readonly #pool: RequestPool;
  #wakeIsComing = false;
  #pumping = false;
  #pumpAgain = false;
  #pumped = Promise.resolve();
  #closed = false;
  #isStoodDown = false;
  #flushing = 0;
  #restUntilMs = NEVER;
  #wakeOn: WakeOn = "any";
  /** The most valuable class added while the lane was looking for something to send. */
  #added: DeliveryClass | undefined;
  #cancelTimer = (): void => {};
  #onRest: (() => void)[] = [];

  constructor(parts: LaneParts) {
    const { destination, ports, messages } = parts;
    this.#parts = parts;
    this.#concurrency = destination.concurrency ?? DEFAULT_CONCURRENCY;
    this.#reads = new ReadQueue(destination.name, ports, () => this.#whyHeld());
    this.#breaker = parts.breaker ?? breakerOf(parts);
    this.#backlog = new Backlog(destination, messages);
    this.#quota = new LaneQuota({ ...parts, inFlight: () => this.#pool.inFlight });
    this.#pool = new RequestPool(this.#concurrency, () => this.#placeIsFree());
    this.#requests = new Requests({
      ...parts,
      quota: this.#quota,
      breaker: this.#breaker,
      reads: this.#reads,
      onAnswered: () => this.#wakeSoon(),
      onWritten: () => this.#rest(),
    });
  }

  /** The current pause, if there is one. */
  get hold(): Hold | undefined {
    return this.#breaker.hold;
  }

  get inFlight(): number {
    return this.#pool.inFlight;
  }

  /** Something may have become ready. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pumping) this.#pumpAgain = true;
    else this.#pumped = this.#pump();
  }

  /**
   * Whether to wake the lane: something may have become ready, or, with `mostValuable`, deliveries of that class or a
   * less valuable one were added. False if they wait for the same quota, pause or answer as those already there:
   * looking anyway would cost more than recording them. A lane that is already looking notes it and looks again by
   * itself.
   */
  wantsToWakeFor(mostValuable: DeliveryClass | undefined): boolean {
    if (!this.#pumping) return this.#wakesOn(mostValuable);
    if (mostValuable === undefined) this.#pumpAgain = true;
    else if (this.#added === undefined || rankOf(mostValuable) < rankOf(this.#added)) this.#added = mostValuable;
    return false;
  }

  /** Reads from the service, under the same quota and pauses as everything else. */
  read<T>(attempt: ReadAttempt<T>): Promise<T> {
    const answer = this.#reads.add(attempt);
    this.wake();
    return answer;
  }

  /**
   * Resolves when nothing is left to send, when nothing can be sent before `deadlineMs` (steady clock), or at that
   * moment.
   */
  async flush(deadlineMs: number): Promise<void> {
    if (this.#closed) return;
    const { ports } = this.#parts;
    this.#flushing++;
    try {
      // Woken once: later changes wake the lane by themselves. Two flushes that woke it at every rest would wake each
      // other forever, and leave no time for the answers they wait for.
      const rested = this.#changeOr(deadlineMs);
      this.wake();
      await rested;
      while (!this.#closed) {
        // A lane that is looking has not set `#restUntilMs` yet.
        const busy = this.#pumping || this.#pool.inFlight > 0 || this.#wakeIsComing || this.#requests.hasUnwritten;
        if (ports.steadyMs() >= deadlineMs || (!busy && this.#restUntilMs > deadlineMs)) return;
        await this.#changeOr(busy ? deadlineMs : Math.min(deadlineMs, this.#restUntilMs));
      }
    } finally {
      this.#flushing--;
    }
  }

  /** Starts nothing more until `resume`. Resolves when the last request in flight has ended. */
  async standDown(): Promise<void> {
    this.#isStoodDown = true;
    this.#cancelTimer();
    this.#rest();
    await this.#lastRequest();
  }

  resume(): void {
    this.#isStoodDown = false;
    this.wake();
  }

  /** Sends nothing more. The transport aborts requests in flight; resolves when the last one has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    this.#reads.close();
    this.#rest();
    await this.#lastRequest();
  }

  async #lastRequest(): Promise<void> {
    await this.#pumped;
    this.#pool.endIdleTasks();
    await this.#requests.giveUp();
    await this.#pool.onIdle();
    await this.#requests.written();
    await this.#requests.giveUp();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    this.#cancelTimer();
    try {
      do {
        this.#pumpAgain = false;
        this.#wakeOn = "any";
        this.#added = undefined;
        const untilMs = await this.#sendAllPossible();
        this.#restUntilMs = Math.min(untilMs, this.#requests.resends.keptUntilMs);
      } while ((this.#pumpAgain || this.#shouldSendAdded()) && !this.#closed);
    } catch (error) {
      // A failing outbox must neither end delivery for good nor reach the bot.
      const { destination, messages } = this.#parts;
      messages.error("lane", `Delivery to ${destination.name} failed internally, retrying: ${errorText(error)}`);
      this.#restUntilMs = this.#parts.ports.steadyMs() + LOOK_AGAIN_MS;
    }
    this.#pumping = false;
    this.#pool.endIdleTasks();
    if (this.#closed) return;
    if (this.#restUntilMs !== NEVER) {
      const delayMs = this.#restUntilMs - this.#parts.ports.steadyMs();
      this.#cancelTimer = this.#parts.ports.setTimer(() => this.wake(), delayMs, false);
    }
    this.#rest();
  }

  #shouldSendAdded(): boolean {
    return this.#added !== undefined && this.#wakesOn(this.#added);
  }

  #wakesOn(mostValuable: DeliveryClass | undefined): boolean {
    if (mostValuable === undefined || this.#wakeOn === "any") return true;
    return this.#wakeOn === "urgent" && isUrgent(mostValuable);
  }

  /** Sends until nothing can be sent, and returns when to look again. */
  async #sendAllPossible(): Promise<number> {
    const { ports } = this.#parts;
    while (!this.#closed) {
      const step = await this.#nextMove();
      if (step.kind === "rest") {
        this.#wakeOn = step.wakeOn;
        return step.untilMs;
      }
      const queue = await this.#pool.open();
      if (step.ready !== undefined) this.#backlog.note(step.ready);
      const slot = await this.#quota.take(step.urgent);
      if (typeof slot === "number") {
        this.#wakeOn = step.urgent ? "nothing" : "urgent";
        return step.urgent ? slot : Math.min(slot, step.dueMs);
      }
      const requests =
        "claimed" in step
          ? this.#requests.ofClaimed(step.claimed)
          : await this.#requests.prepare(step.from, slot, step.most).catch(async (error: unknown) => {
              await this.#quota.end(slot, "never-sent");
              throw error;
            });
      // While the outbox was working, a pause may have begun or the lane may have been closed.
      const isLate = this.#closed || this.#isStoodDown || this.#breaker.pausedUntil(ports.steadyMs()) !== undefined;
      if (isLate || requests.length === 0) await this.#quota.end(slot, "never-sent");
      for (const request of requests) {
        if (isLate) request.giveBack();
        else this.#pool.start(request.send, queue);
      }
      if (!isLate && slot === undefined && this.#hasPlacesForUrgentOnly(step)) {
        this.#wakeOn = "urgent";
        return step.dueMs;
      }
    }
    return NEVER;
  }

  /**
   * Nothing urgent was ready when this was taken from the outbox, the lane is told of what was added since, and all places
   * for the rest are taken: asking the outbox again, which is a visit to a file or a server, would give nothing.
   */
  #hasPlacesForUrgentOnly({ urgent, from }: SendStep): boolean {
    if (urgent || from !== "outbox" || this.#breaker.hold !== undefined) return false;
    return this.#requests.resends.first === undefined && this.#freePlaces(this.#concurrency) <= 0;
  }

  /** One place is reserved for starts and goals: otherwise a flood that the service answers slowly would delay them. */
  #freePlaces(concurrency: number): number {
    return Math.max(1, concurrency - 1) - this.#pool.inFlight;
  }

  #placeIsFree(): boolean {
    if (this.#closed || this.#isStoodDown) return false;
    this.#wakeSoon();
    return true;
  }

  /** Once for all requests that end in the current turn of the event loop. */
  #wakeSoon(): void {
    if (this.#wakeIsComing) return;
    this.#wakeIsComing = true;
    this.#parts.ports.soon(() => {
      this.#wakeIsComing = false;
      this.wake();
    });
  }

  async #nextMove(): Promise<NextMove> {
    if (this.#isStoodDown) return UNTIL_WOKEN;
    const { outbox, destination, ports, sendContext } = this.#parts;
    const steadyMs = ports.steadyMs();
    const pausedUntilMs = this.#breaker.pausedUntil(steadyMs);
    await this.#requests.giveUp(pausedUntilMs === undefined ? steadyMs : NEVER);
    if (pausedUntilMs !== undefined) return { kind: "rest", untilMs: pausedUntilMs, wakeOn: "nothing" };
    const concurrency = this.#breaker.hold === undefined ? this.#concurrency : 1;
    if (this.#pool.inFlight >= concurrency) return UNTIL_WOKEN;
    if (destination.notReady?.(sendContext().bot) !== undefined) {
      return UNTIL_SOMETHING_IS_NEW;
    }

    const nowMs = ports.nowMs();
    // What was added until now is in what the outbox says.
    this.#added = undefined;
    // With a slot the lease names it, so that it can only be taken in between. What is claimed has to find a queue.
    if (outbox.claim === undefined || this.#quota.isLimited || !this.#pool.isOpen) {
      return this.#stepFor(await outbox.next(destination.name, nowMs), concurrency, nowMs);
    }
    let step = UNTIL_SOMETHING_IS_NEW;
    const claimed = await this.#requests.claim((next) => {
      step = this.#stepFor(next, concurrency, nowMs);
      return step.kind === "send" && step.from === "outbox" ? step : undefined;
    });
    return step.kind === "send" && step.from === "outbox" ? { ...step, claimed } : step;
  }

  #stepFor(next: NextUp, concurrency: number, nowMs: number): Step {
    return nextStep({
      next,
      resend: this.#requests.resends.first,
      reads: this.#reads.size,
      batch: this.#parts.destination.batch,
      isFlushing: this.#flushing > 0,
      free: this.#freePlaces(concurrency),
      nowMs,
      steadyMs: this.#parts.ports.steadyMs(),
    });
  }

  #whyHeld(): string | undefined {
    const { destination, sendContext } = this.#parts;
    return this.#breaker.hold?.why ?? destination.notReady?.(sendContext().bot);
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
