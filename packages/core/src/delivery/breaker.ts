import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import { type Hold, type HoldCause, nextHold } from "./hold.ts";
import type { Outcome } from "./outcome.ts";
import type { Sender } from "./sender.ts";

/** What a breaker is made for. */
export interface BreakerOwner {
  destination: Sender;
  /** A sandbox answers in its place. */
  isSandbox?: boolean;
  outbox: { readonly kind: string };
  ports: Pick<Ports, "steadyMs">;
  messages: Messages;
  notify: ((event: DeliveryEvent) => void) | undefined;
}

export interface BreakerParts {
  destination: string;
  /** The address of the sandbox that answers in its place, if one does. */
  sandbox: string | undefined;
  /** Whether queued deliveries survive a restart of the bot. */
  survivesRestart: boolean;
  /** The steady clock. */
  nowMs(): number;
  messages: Messages;
  /** Undefined if nobody listens. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}

const FAILURES_BEFORE_HOLD = 3;

/** The breaker of a destination that a lane or several after each other send to. */
export function breakerOf({ destination, isSandbox, outbox, ports, messages, notify }: BreakerOwner): Breaker {
  return new Breaker({
    destination: destination.name,
    sandbox: isSandbox === true ? destination.address : undefined,
    survivesRestart: outbox.kind !== "memory",
    nowMs: ports.steadyMs,
    messages,
    notify,
  });
}

/** Starts, extends and ends a destination's pause, and reports it. */
export class Breaker {
  readonly #parts: BreakerParts;
  #hold: Hold | undefined;
  /** Failures in a row. */
  #failures = 0;
  /** The same, but one delivery that keeps failing counts once. */
  #distinctFailures = 0;
  #lastFailed: string | undefined;

  constructor(parts: BreakerParts) {
    this.#parts = parts;
  }

  /** The current pause. One whose time is up stays until a request succeeds. */
  get hold(): Hold | undefined {
    return this.#hold;
  }

  /** When sending may resume, if the destination is paused. */
  pausedUntil(nowMs: number): number | undefined {
    return this.#hold !== undefined && nowMs < this.#hold.untilMs ? this.#hold.untilMs : undefined;
  }

  /**
   * Applies a request's outcome to the whole destination. `isProbe`: it was sent during a hold. `about`: the delivery
   * that it was for.
   */
  note(outcome: Outcome, isProbe: boolean, about?: string): void {
    switch (outcome.kind) {
      case "delivered":
      case "rejected":
        this.#failures = 0;
        this.#distinctFailures = 0;
        this.#lastFailed = undefined;
        if (isProbe) this.#end();
        return;
      case "key-refused":
        this.#begin("key-refused", `${outcome.reason.code} ${outcome.reason.description}`, isProbe);
        return;
      case "rate-limited":
        this.#begin("rate-limited", "too many requests (429)", isProbe, outcome.retryAfterMs);
        return;
      case "unavailable":
        if (this.#isDown(about) || outcome.retryAfterMs !== undefined) {
          this.#begin("unavailable", outcome.description, isProbe, outcome.retryAfterMs);
        } else if (this.#failures >= FAILURES_BEFORE_HOLD) this.#warn("unavailable", outcome.description);
        return;
      case "again":
    }
  }

  /**
   * One delivery that always makes the service fail says nothing about the others: a start recorded meanwhile must not
   * wait for it.
   */
  #isDown(about: string | undefined): boolean {
    this.#failures++;
    if (about === undefined || about !== this.#lastFailed) this.#distinctFailures++;
    this.#lastFailed = about;
    return this.#hold !== undefined || this.#distinctFailures >= FAILURES_BEFORE_HOLD;
  }

  #begin(cause: HoldCause, why: string, isProbe: boolean, retryAfterMs?: number): void {
    const { destination, notify } = this.#parts;
    const nowMs = this.#parts.nowMs();
    const before = this.#hold;
    const failure = { cause, why, isProbe, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    const hold = nextHold(before, failure, nowMs);
    this.#hold = hold;
    if (hold.sinceMs === before?.sinceMs && hold.untilMs === before.untilMs) return;
    this.#warn(hold.cause, hold.why);
    notify?.({ kind: "held", destination, cause: hold.cause, why: hold.why, forMs: hold.untilMs - nowMs });
  }

  #warn(cause: HoldCause, why: string): void {
    const { destination, messages, survivesRestart, sandbox } = this.#parts;
    if (sandbox !== undefined && cause === "unavailable") {
      // One message for all services: it is one sandbox that is not there.
      messages.warn(`hold sandbox ${sandbox}`, sandboxIsAway(sandbox, why.replace(/\.$/, "")));
      return;
    }
    const message = HOLD_MESSAGES[cause](destination, why.replace(/\.$/, ""), survivesRestart);
    messages.warn(topicOf(destination, cause), message);
  }

  #end(): void {
    this.#hold = undefined;
    // Logged again if it comes back. The other causes may come and go many times an hour.
    this.#parts.messages.forget(topicOf(this.#parts.destination, "key-refused"));
  }
}

function topicOf(destination: string, cause: HoldCause): string {
  return `hold ${destination} ${cause}`;
}

function sandboxIsAway(address: string, why: string): string {
  return (
    `The sandbox at ${address}, which BOT_TRACKER_SANDBOX puts in the services' place, is unavailable: ${why}. ` +
    "Everything is kept and will be sent when it is there: start it with `npx @bot-tracker/sandbox`. To send to the " +
    "services themselves, unset the variable."
  );
}

const HOLD_MESSAGES: Record<HoldCause, (name: string, why: string, survivesRestart: boolean) => string> = {
  "key-refused": (name, why, survivesRestart) =>
    `${name} refuses the key: ${why}. Everything is kept, and the key is tried again from time to time, so delivery ` +
    "resumes by itself once the key is paid for or renewed. Changing the key requires a restart: queued deliveries " +
    (survivesRestart ? "are sent then." : "are lost then, because they are kept in memory only."),
  "rate-limited": (name, why) =>
    `${name} answered ${why}, although the tracker stays within its configured limits: something else uses the same ` +
    "key, or the key's limits are lower. Everything is kept and sent more slowly.",
  unavailable: (name, why) => `${name} is unavailable: ${why}. Everything is kept and will be sent when it recovers.`,
};
