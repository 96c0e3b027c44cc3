import PQueue from "p-queue";
import type { Destination, SendContext } from "../destinations/destination.ts";
import type { Messages } from "../messages.ts";
import type { Delivery, DeliveryClass } from "../outbox/delivery.ts";
import type { NextUp, Outbox, Settlement } from "../outbox/outbox.ts";
import type { Ports } from "../ports.ts";
import { batchLeavesAt } from "./batch.ts";
import type { DeliveryHappening } from "./happening.ts";
import { type Hold, nextHold } from "./hold.ts";
import type { Outcome, RequestEnd } from "./outcome.ts";
import { type ReadAttempt, ReadLine } from "./read-line.ts";
import { retryDelayMs } from "./retry-schedule.ts";

export interface LaneParts {
  destination: Destination;
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  sendContext(): SendContext;
  tell(happening: DeliveryHappening): void;
}

/** What may be sent now, or when to look again. */
type Step =
  | { kind: "send"; from: "outbox" | "reads" | "unsettled"; urgent: boolean }
  | { kind: "rest"; untilMs: number };

const DEFAULT_CONCURRENCY = 8;
const LEASE_MS = 60_000;
const FAILURES_BEFORE_HOLD = 3;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * One destination's way out of the outbox. It looks for the most valuable thing to send, takes a slot of the quota,
 * leases, and hands the request to p-queue, which therefore never holds anything back: what waits, waits in the
 * outbox, where something more valuable can still pass it. Lanes know nothing of each other, so that a dead service
 * delays no other.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #queue: PQueue;
  readonly #reads: ReadLine;
  /** Leased and to be sent again at once, under a slot of its own: a batch's halves, or a method's other name. */
  readonly #unsettled: (readonly Delivery[])[] = [];
  #hold: Hold | undefined;
  #failures = 0;
  #pumping = false;
  #pumpAgain = false;
  #closed = false;
  #flushing = 0;
  #restUntilMs = NEVER;
  #cancelTimer = (): void => {};
  #onRest: (() => void)[] = [];

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#queue = new PQueue({ concurrency: parts.destination.concurrency ?? DEFAULT_CONCURRENCY });
    // Emitted once p-queue no longer counts the finished request.
    this.#queue.addEventListener("next", () => this.wake());
    this.#reads = new ReadLine(parts.destination.name, parts.ports, () => this.hold);
  }

  /** The present pause, if there is one. */
  get hold(): Hold | undefined {
    return this.#hold;
  }

  get inFlight(): number {
    return this.#queue.pending;
  }

  /** Something may have become ready. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pumping) this.#pumpAgain = true;
    else void this.#pump();
  }

  /** Asks the service something, under the same quota and pauses as everything else. */
  read<T>(attempt: ReadAttempt<T>): Promise<T> {
    const answer = this.#reads.add(attempt);
    this.wake();
    return answer;
  }

  /** Resolves when nothing is left to send, nothing can be sent before `deadlineMs`, or that moment has come. */
  async flush(deadlineMs: number): Promise<void> {
    if (this.#closed) return;
    const { ports } = this.#parts;
    this.#flushing++;
    try {
      // Woken once: whatever changes later wakes the lane by itself. Two flushes that woke it at each rest would wake
      // each other in turn, without an end and without a moment left for the answers they wait for.
      const rested = new Promise<void>((resolve) => this.#onRest.push(resolve));
      this.wake();
      await rested;
      while (!this.#closed) {
        const busy = this.#queue.pending > 0;
        if (ports.nowMs() >= deadlineMs || (!busy && this.#restUntilMs > deadlineMs)) return;
        await this.#changeOr(busy ? deadlineMs : Math.min(deadlineMs, this.#restUntilMs));
      }
    } finally {
      this.#flushing--;
    }
  }

  /** Nothing more is sent. Requests under way are the transport's to abort. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    this.#reads.close();
    this.#rest();
    await this.#queue.onIdle();
    const unsettled = this.#unsettled.splice(0).flat();
    const settlements = unsettled.map(({ id }): Settlement => ({ id, as: "returned" }));
    await this.#parts.outbox.settle(settlements, this.#parts.ports.nowMs());
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    this.#cancelTimer();
    try {
      do {
        this.#pumpAgain = false;
        this.#restUntilMs = await this.#sendAllPossible();
      } while (this.#pumpAgain && !this.#closed);
    } catch (error) {
      // An outbox that fails must not end delivery for good, nor reach the bot.
      this.#parts.messages.error("lane", `Delivery to ${this.#parts.destination.name} stumbled: ${String(error)}`);
      this.#restUntilMs = this.#parts.ports.nowMs() + 1_000;
    }
    this.#pumping = false;
    if (this.#closed) return;
    if (this.#restUntilMs !== NEVER) {
      const delayMs = this.#restUntilMs - this.#parts.ports.nowMs();
      this.#cancelTimer = this.#parts.ports.setTimer(() => this.wake(), delayMs, false);
    }
    this.#rest();
  }

  /** Sends until something stands in the way; says until when. */
  async #sendAllPossible(): Promise<number> {
    const { outbox, destination, ports } = this.#parts;
    while (!this.#closed) {
      const step = await this.#nextStep();
      if (step.kind === "rest") return step.untilMs;
      const slot = await this.#takeSlot(step.urgent);
      if (typeof slot === "number") return slot;
      if (step.from === "reads") {
        const attempt = this.#reads.take();
        if (attempt === undefined) await this.#endSlot(slot, "never-sent");
        else void this.#queue.add(() => this.#ask(attempt, slot));
        continue;
      }
      const limits = destination.batch ?? { maxItems: 1, maxBytes: NEVER };
      const deliveries =
        step.from === "unsettled"
          ? (this.#unsettled.shift() ?? [])
          : await outbox.lease({
              destination: destination.name,
              maxItems: limits.maxItems,
              maxBytes: limits.maxBytes,
              nowMs: ports.nowMs(),
              leaseMs: LEASE_MS,
            });
      if (deliveries.length === 0) await this.#endSlot(slot, "never-sent");
      else void this.#queue.add(() => this.#deliver(deliveries, slot));
    }
    return NEVER;
  }

  async #nextStep(): Promise<Step> {
    const { outbox, destination, ports, sendContext } = this.#parts;
    const nowMs = ports.nowMs();
    const concurrency = this.#hold === undefined ? this.#queue.concurrency : 1;
    if (this.#queue.pending >= concurrency) return { kind: "rest", untilMs: NEVER };
    if (this.#hold !== undefined && nowMs < this.#hold.untilMs) return { kind: "rest", untilMs: this.#hold.untilMs };
    if (destination.notReady?.(sendContext().bot) !== undefined) return { kind: "rest", untilMs: NEVER };

    const unsettled = this.#unsettled[0]?.[0];
    if (unsettled !== undefined) return { kind: "send", from: "unsettled", urgent: isUrgent(unsettled.class) };

    const next = await outbox.next(destination.name, nowMs);
    const reading = this.#reads.size > 0;
    if (next.kind === "ready" && (isUrgent(next.class) || !reading)) return this.#stepFor(next, nowMs);
    if (reading) return { kind: "send", from: "reads", urgent: false };
    return { kind: "rest", untilMs: next.kind === "later" ? next.atMs : NEVER };
  }

  #stepFor(next: NextUp & { kind: "ready" }, nowMs: number): Step {
    const { batch } = this.#parts.destination;
    const leavesAtMs = batch === undefined || this.#flushing > 0 ? nowMs : batchLeavesAt(next, batch, nowMs);
    return leavesAtMs > nowMs
      ? { kind: "rest", untilMs: leavesAtMs }
      : { kind: "send", from: "outbox", urgent: isUrgent(next.class) };
  }

  /** A slot's name (`""` where there is no quota), or the moment when one may be free. */
  async #takeSlot(urgent: boolean): Promise<string | number> {
    const { destination, outbox, ports } = this.#parts;
    if (destination.quota === undefined) return "";
    const grant = await outbox.takeSlot(destination.quota, urgent, ports.nowMs());
    return grant.granted ? grant.slot : grant.atMs;
  }

  async #endSlot(slot: string, end: RequestEnd): Promise<void> {
    if (slot !== "") await this.#parts.outbox.endSlot(slot, end, this.#parts.ports.nowMs());
  }

  async #deliver(deliveries: readonly Delivery[], slot: string): Promise<void> {
    const { destination, outbox, ports, sendContext } = this.#parts;
    const sentAtMs = ports.nowMs();
    let outcome: Outcome;
    try {
      outcome = await destination.send(deliveries, sendContext());
    } catch (error) {
      outcome = { kind: "unavailable", description: `its own code failed: ${String(error)}`, request: "lost" };
    }
    try {
      await this.#endSlot(slot, slotEndOf(outcome));
      const settlements = this.#judge(outcome, deliveries, sentAtMs);
      await outbox.settle(settlements, ports.nowMs());
      this.#tellSettled(settlements, deliveries, outcome);
    } catch (error) {
      this.#parts.messages.error("settle", `The outbox could not note an answer: ${String(error)}`);
    }
  }

  async #ask(attempt: (context: SendContext) => Promise<Outcome>, slot: string): Promise<void> {
    const sentAtMs = this.#parts.ports.nowMs();
    const outcome = await attempt(this.#parts.sendContext());
    await this.#endSlot(slot, slotEndOf(outcome));
    this.#judge(outcome, [], sentAtMs);
  }

  /** Draws the consequences of an answer for the whole lane and says what is to be done with what it carried. */
  #judge(outcome: Outcome, deliveries: readonly Delivery[], sentAtMs: number): Settlement[] {
    switch (outcome.kind) {
      case "delivered":
        this.#serviceAnswered(sentAtMs);
        return deliveries.map(({ id }) => ({ id, as: "delivered" }));
      case "again":
        this.#unsettled.push(deliveries);
        return [];
      case "rejected":
        this.#serviceAnswered(sentAtMs);
        if (deliveries.length > 1) {
          const middle = Math.ceil(deliveries.length / 2);
          this.#unsettled.push(deliveries.slice(0, middle), deliveries.slice(middle));
          return [];
        }
        return deliveries.map(({ id }) => ({ id, as: "dead", reason: outcome.reason }));
      case "key-refused":
        this.#holdAll("key-refused", `${outcome.reason.code} ${outcome.reason.description}`, sentAtMs);
        return deliveries.map(({ id }) => ({ id, as: "returned" }));
      case "rate-limited":
        this.#holdAll("rate-limited", "too many requests (429)", sentAtMs, outcome.retryAfterMs);
        return deliveries.map(({ id }) => ({ id, as: "returned" }));
      case "unavailable":
        this.#failures++;
        if (this.#hold !== undefined || this.#failures >= FAILURES_BEFORE_HOLD || outcome.retryAfterMs !== undefined) {
          this.#holdAll("unavailable", outcome.description, sentAtMs, outcome.retryAfterMs);
        }
        return deliveries.map((delivery) => this.#retryOrBury(delivery, outcome));
    }
  }

  #retryOrBury(delivery: Delivery, outcome: Outcome & { kind: "unavailable" }): Settlement {
    const { ports } = this.#parts;
    const answerLost = outcome.request === "lost";
    if (answerLost && delivery.onLostAnswer === "bury") {
      const description = `no answer came (${outcome.description}), and it was not to be sent twice`;
      return { id: delivery.id, as: "dead", reason: { code: "lost-answer", description } };
    }
    const delayMs = retryDelayMs(delivery.attempts + 1, ports.random);
    return { id: delivery.id, as: "retry", atMs: ports.nowMs() + delayMs, answerLost };
  }

  #serviceAnswered(sentAtMs: number): void {
    this.#failures = 0;
    if (this.#hold === undefined || sentAtMs <= this.#hold.sinceMs) return;
    this.#parts.messages.forget(`hold ${this.#parts.destination.name} ${this.#hold.cause}`);
    this.#hold = undefined;
  }

  #holdAll(cause: Hold["cause"], why: string, sentAtMs: number, retryAfterMs?: number): void {
    const { ports, messages, destination, tell } = this.#parts;
    const nowMs = ports.nowMs();
    const failure = { cause, why, sentAtMs, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    this.#hold = nextHold(this.#hold, failure, nowMs);
    messages.warn(
      `hold ${destination.name} ${this.#hold.cause}`,
      HOLD_MESSAGES[this.#hold.cause](destination.name, why),
    );
    tell({
      kind: "held",
      destination: destination.name,
      cause: this.#hold.cause,
      why,
      forMs: this.#hold.untilMs - nowMs,
    });
  }

  #tellSettled(settlements: readonly Settlement[], deliveries: readonly Delivery[], outcome: Outcome): void {
    const { destination, messages, ports, tell } = this.#parts;
    const nowMs = ports.nowMs();
    settlements.forEach((settlement, index) => {
      const delivery = deliveries[index];
      if (delivery === undefined) return;
      const { id, method, userId } = delivery;
      const about = { destination: destination.name, id, method, class: delivery.class };
      if (settlement.as === "delivered") {
        const ageMs = nowMs - delivery.createdAtMs;
        tell({ kind: "delivered", ...about, ...(userId !== undefined && { userId }), ageMs });
      } else if (settlement.as === "retry" && outcome.kind === "unavailable") {
        const { answerLost } = settlement;
        tell({ kind: "retried", ...about, why: outcome.description, delayMs: settlement.atMs - nowMs, answerLost });
      } else if (settlement.as === "dead") {
        const { reason } = settlement;
        tell({ kind: "buried", ...about, reason });
        const { code, description, details } = reason;
        messages.error(
          `buried ${destination.name} ${method} ${code}`,
          `${destination.name} refused ${method}: ${code} ${description}${details === undefined ? "" : ` (${details})`}. ` +
            "It is kept among the dead letters (tracker.dead); more of this kind are counted in tracker.ledger().",
        );
      }
    });
  }

  #rest(): void {
    const listeners = this.#onRest;
    this.#onRest = [];
    for (const listener of listeners) listener();
  }

  #changeOr(untilMs: number): Promise<void> {
    return new Promise((resolve) => {
      const { ports } = this.#parts;
      const cancel = ports.setTimer(resolve, untilMs - ports.nowMs(), true);
      this.#onRest.push(() => {
        cancel();
        resolve();
      });
    });
  }
}

const HOLD_MESSAGES: Record<Hold["cause"], (name: string, why: string) => string> = {
  "key-refused": (name, why) =>
    `${name} refuses the key: ${why}. Nothing is lost: everything is kept and the key is tried again from time to ` +
    "time. Put in a valid key and restart the bot.",
  "rate-limited": (name, why) =>
    `${name} says ${why}, although the tracker keeps within the limits it was told: something else spends the same ` +
    "key, or the key's limits are lower. Everything is kept and sent more slowly.",
  unavailable: (name, why) => `${name} does not work at present: ${why}. Everything is kept and sent when it does.`,
};

function isUrgent(name: DeliveryClass): boolean {
  return name === "start" || name === "goal";
}

function slotEndOf(outcome: Outcome): RequestEnd {
  return outcome.kind === "unavailable" ? outcome.request : "answered";
}
