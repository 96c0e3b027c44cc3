import PQueue from "p-queue";
import type { Destination, SendContext } from "../destinations/destination.ts";
import type { Messages } from "../messages.ts";
import { DELIVERY_CLASSES, type Delivery, type DeliveryClass } from "../outbox/delivery.ts";
import type { NextUp, Outbox, Settlement } from "../outbox/outbox.ts";
import type { Ports } from "../ports.ts";
import { batchLeavesAt } from "./batch.ts";
import type { DeliveryHappening } from "./happening.ts";
import type { Hold } from "./hold.ts";
import { HoldGate } from "./hold-gate.ts";
import { InHand } from "./in-hand.ts";
import type { Outcome, RequestEnd } from "./outcome.ts";
import { type ReadAttempt, ReadLine } from "./read-line.ts";
import { consequencesOf } from "./settlements.ts";
import { tellSettled } from "./tell-settled.ts";

export interface LaneParts {
  destination: Destination;
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  sendContext(): SendContext;
  tell(happening: DeliveryHappening): void;
}

/** What may be sent now, or when to look again. */
type Step = { kind: "send"; from: "outbox" | "reads" | "hand"; urgent: boolean } | { kind: "rest"; untilMs: number };

const DEFAULT_CONCURRENCY = 8;
const LEASE_MS = 60_000;
/** What is left of a lease after this is enough for one more request. */
const RESEND_WITHIN_MS = 30_000;
/** No request is waited for longer after its lease began. */
const ANSWER_WITHIN_MS = 55_000;
const LOOK_AGAIN_MS = 1_000;
/** What is most valuable has to wait this long only when a long window is full. */
const SPENT_AFTER_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * One destination's way out of the outbox. It looks for the most valuable thing to send, takes a slot of the quota,
 * leases, and hands the request to p-queue, which therefore never holds anything back: what waits, waits in the
 * outbox, where something more valuable can still pass it. Lanes know nothing of each other, so that a dead service
 * delays no other.
 *
 * All moments here are by the steady clock, so that no pause and no deadline becomes hours when the wall clock is put
 * back. Only the outbox is asked by the wall clock, which its other processes share.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #queue: PQueue;
  readonly #reads: ReadLine;
  readonly #gate: HoldGate;
  readonly #hand = new InHand(RESEND_WITHIN_MS);
  #pumping = false;
  #pumpAgain = false;
  #pumped = Promise.resolve();
  #closed = false;
  #flushing = 0;
  #restUntilMs = NEVER;
  #cancelTimer = (): void => {};
  #onRest: (() => void)[] = [];

  constructor(parts: LaneParts) {
    const { destination, ports, messages, tell } = parts;
    this.#parts = parts;
    this.#queue = new PQueue({ concurrency: destination.concurrency ?? DEFAULT_CONCURRENCY });
    // Emitted once p-queue no longer counts the finished request.
    this.#queue.addEventListener("next", () => this.wake());
    this.#reads = new ReadLine(destination.name, ports, () => this.#whyHeld());
    this.#gate = new HoldGate({
      destination: destination.name,
      survivesRestart: parts.outbox.kind !== "memory",
      nowMs: ports.steadyMs,
      messages,
      tell,
    });
  }

  /** The present pause, if there is one. */
  get hold(): Hold | undefined {
    return this.#gate.hold;
  }

  get inFlight(): number {
    return this.#queue.pending;
  }

  /** Something may have become ready. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pumping) this.#pumpAgain = true;
    else this.#pumped = this.#pump();
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
        const busy = this.#queue.pending > 0;
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
    await this.#giveBack(this.#hand.giveUp());
    await this.#queue.onIdle();
    await this.#giveBack(this.#hand.giveUp());
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    this.#cancelTimer();
    try {
      do {
        this.#pumpAgain = false;
        const untilMs = await this.#sendAllPossible();
        this.#restUntilMs = Math.min(untilMs, this.#hand.keptUntilMs);
      } while (this.#pumpAgain && !this.#closed);
    } catch (error) {
      // An outbox that fails must not end delivery for good, nor reach the bot.
      this.#parts.messages.error("lane", `Delivery to ${this.#parts.destination.name} stumbled: ${String(error)}`);
      this.#restUntilMs = this.#parts.ports.steadyMs() + LOOK_AGAIN_MS;
    }
    this.#pumping = false;
    if (this.#closed) return;
    if (this.#restUntilMs !== NEVER) {
      const delayMs = this.#restUntilMs - this.#parts.ports.steadyMs();
      this.#cancelTimer = this.#parts.ports.setTimer(() => this.wake(), delayMs, false);
    }
    this.#rest();
  }

  /** Sends until something stands in the way; says until when. */
  async #sendAllPossible(): Promise<number> {
    const { ports } = this.#parts;
    while (!this.#closed) {
      const step = await this.#nextStep();
      if (step.kind === "rest") return step.untilMs;
      const slot = await this.#takeSlot(step.urgent);
      if (typeof slot === "number") return slot;
      const request = await this.#prepare(step.from, slot).catch(async (error: unknown) => {
        await this.#endSlot(slot, "never-sent");
        throw error;
      });
      // A pause may have begun, or the lane may have been closed, while the outbox was asked.
      if (request === undefined) await this.#endSlot(slot, "never-sent");
      else if (this.#closed || this.#gate.pausedUntil(ports.steadyMs()) !== undefined) {
        request.giveBack();
        await this.#endSlot(slot, "never-sent");
      } else void this.#queue.add(request.send);
    }
    return NEVER;
  }

  async #nextStep(): Promise<Step> {
    const { outbox, destination, ports, sendContext } = this.#parts;
    const steadyMs = ports.steadyMs();
    const pausedUntilMs = this.#gate.pausedUntil(steadyMs);
    await this.#giveBack(this.#hand.giveUp(pausedUntilMs === undefined ? steadyMs : NEVER));
    if (pausedUntilMs !== undefined) return { kind: "rest", untilMs: pausedUntilMs };
    const concurrency = this.#gate.hold === undefined ? this.#queue.concurrency : 1;
    if (this.#queue.pending >= concurrency) return { kind: "rest", untilMs: NEVER };
    if (destination.notReady?.(sendContext().bot) !== undefined) return { kind: "rest", untilMs: NEVER };

    const nowMs = ports.nowMs();
    const step = this.#mostValuable(await outbox.next(destination.name, nowMs), nowMs);
    // One place is left to starts and goals: a flood that the service answers slowly would otherwise delay them.
    const isTaken = step.kind === "send" && !step.urgent && this.#queue.pending >= Math.max(1, concurrency - 1);
    return isTaken ? { kind: "rest", untilMs: NEVER } : step;
  }

  /** Chooses between what the outbox offers, what is in hand, and reads, which come after starts and goals. */
  #mostValuable(next: NextUp, nowMs: number): Step {
    const inHand = this.#hand.first;
    const handFirst = inHand !== undefined && (next.kind !== "ready" || rankOf(inHand) <= rankOf(next.class));
    const best = handFirst ? inHand : next.kind === "ready" ? next.class : undefined;
    const urgent = best === "start" || best === "goal";
    if (this.#reads.size > 0 && !urgent) return { kind: "send", from: "reads", urgent };
    if (handFirst) return { kind: "send", from: "hand", urgent };
    if (next.kind !== "ready") return this.#restFor(next.kind === "later" ? next.atMs - nowMs : NEVER);

    const { batch } = this.#parts.destination;
    const leavesAtMs = batch === undefined || this.#flushing > 0 ? nowMs : batchLeavesAt(next, batch, nowMs);
    return leavesAtMs > nowMs ? this.#restFor(leavesAtMs - nowMs) : { kind: "send", from: "outbox", urgent };
  }

  #restFor(forMs: number): Step {
    return { kind: "rest", untilMs: this.#parts.ports.steadyMs() + forMs };
  }

  /** A slot's name (`""` where there is no quota), or the moment when one may be free. */
  async #takeSlot(urgent: boolean): Promise<string | number> {
    const { destination, outbox, ports } = this.#parts;
    if (destination.quota === undefined) return "";
    const steadyMs = ports.steadyMs();
    const grant = await outbox.takeSlot(destination.quota, urgent, steadyMs);
    if (grant.granted) return grant.slot;
    // Only an answer can make room. If it is not one of this lane's, nobody says when it has come.
    const waitMs = grant.atMs === NEVER && this.#queue.pending === 0 ? LOOK_AGAIN_MS : grant.atMs - steadyMs;
    if (urgent && waitMs > SPENT_AFTER_MS && waitMs !== NEVER) this.#sayAllowanceIsSpent(waitMs);
    return steadyMs + waitMs;
  }

  #sayAllowanceIsSpent(waitMs: number): void {
    const { destination, messages } = this.#parts;
    const limits = (destination.quota?.windows ?? []).map(({ limit, perMs }) => `${limit} per ${perMs / 1000} s`);
    messages.warn(
      `allowance ${destination.name}`,
      `${destination.name}'s allowance (${limits.join(", ")}) is spent, and starts and goals alone need more of it: the ` +
        `next can go in ${Math.ceil(waitMs / 60_000)} minutes. They are kept for 21 days. If this goes on, send less of ` +
        "everything else, or ask the service for a higher limit and set `limits`.",
    );
  }

  async #endSlot(slot: string, end: RequestEnd): Promise<void> {
    if (slot !== "") await this.#parts.outbox.endSlot(slot, end, this.#parts.ports.steadyMs());
  }

  async #giveBack(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    const settlements = deliveries.map(({ id }): Settlement => ({ id, as: "returned" }));
    await this.#parts.outbox.settle(settlements, this.#parts.ports.nowMs());
  }

  /** Takes what is to be sent in hand. `giveBack` is for when it may not be sent after all. */
  async #prepare(
    from: "outbox" | "reads" | "hand",
    slot: string,
  ): Promise<{ send(): Promise<void>; giveBack(): void } | undefined> {
    const { outbox, destination, ports } = this.#parts;
    if (from === "reads") {
      const read = this.#reads.take();
      return read && { send: () => this.#ask(read.attempt, slot), giveBack: read.giveBack };
    }
    const { maxItems, maxBytes } = destination.batch ?? { maxItems: 1, maxBytes: NEVER };
    const leasedAtMs = ports.steadyMs();
    const request = { destination: destination.name, maxItems, maxBytes, nowMs: ports.nowMs(), leaseMs: LEASE_MS };
    const part = from === "hand" ? this.#hand.take() : { deliveries: await outbox.lease(request), leasedAtMs };
    if (part === undefined || part.deliveries.length === 0) return undefined;
    return {
      send: () => this.#deliver(part.deliveries, part.leasedAtMs, slot),
      giveBack: () => this.#hand.add([part.deliveries], part.leasedAtMs),
    };
  }

  async #deliver(deliveries: readonly Delivery[], leasedAtMs: number, slot: string): Promise<void> {
    const { destination, outbox, ports, messages, tell, sendContext } = this.#parts;
    const isProbe = this.#gate.hold !== undefined;
    let outcome: Outcome;
    try {
      outcome = await this.#inTime(destination.send(deliveries, sendContext()), leasedAtMs + ANSWER_WITHIN_MS);
    } catch (error) {
      outcome = { kind: "unavailable", description: `its own code failed: ${String(error)}`, request: "lost" };
    }
    this.#gate.note(outcome, isProbe, deliveries[0]?.id);
    const nowMs = ports.nowMs();
    const { settlements, resend } = consequencesOf(outcome, deliveries, { nowMs, random: ports.random });
    this.#hand.add(resend, leasedAtMs);
    await this.#note(() => this.#endSlot(slot, slotEndOf(outcome)));
    await this.#note(async () => {
      await outbox.settle(settlements, nowMs);
      tellSettled(settlements, deliveries, outcome, nowMs, { messages, tell });
    });
  }

  /** An answer that comes after `untilMs` counts as lost: the lease would run out under the request. */
  #inTime(answer: Promise<Outcome>, untilMs: number): Promise<Outcome> {
    const { ports } = this.#parts;
    return new Promise((resolve, reject) => {
      const lost: Outcome = {
        kind: "unavailable",
        description: "no answer came before its lease ran out",
        request: "lost",
      };
      const cancel = ports.setTimer(() => resolve(lost), untilMs - ports.steadyMs(), false);
      answer.then(resolve, reject).finally(cancel);
    });
  }

  async #ask(attempt: (context: SendContext) => Promise<Outcome>, slot: string): Promise<void> {
    const isProbe = this.#gate.hold !== undefined;
    const outcome = await attempt(this.#parts.sendContext());
    this.#gate.note(outcome, isProbe);
    await this.#note(() => this.#endSlot(slot, slotEndOf(outcome)));
  }

  /** Whatever an outbox fails at here, it must not reach the bot as an unhandled rejection. */
  async #note(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#parts.messages.error("settle", `The outbox could not note an answer: ${String(error)}`);
    }
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

function rankOf(name: DeliveryClass): number {
  return DELIVERY_CLASSES.indexOf(name);
}

function slotEndOf(outcome: Outcome): RequestEnd {
  return outcome.kind === "unavailable" ? outcome.request : "answered";
}
