import type { Messages } from "../support/messages.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import { type Hold, type HoldCause, nextHold } from "./hold.ts";
import type { Outcome } from "./outcome.ts";

export interface BreakerParts {
  destination: string;
  /** Whether what waits is still there after a restart of the bot. */
  survivesRestart: boolean;
  /** By the steady clock. */
  nowMs(): number;
  messages: Messages;
  /** Missing where nobody listens. */
  tell: ((event: DeliveryEvent) => void) | undefined;
}

const FAILURES_BEFORE_HOLD = 3;

/** Keeps a destination's pause: begins it, prolongs it, ends it, and says so. */
export class Breaker {
  readonly #parts: BreakerParts;
  #hold: Hold | undefined;
  /** Failures in a row. */
  #failures = 0;
  /** The same, where one delivery that fails again and again counts once. */
  #distinctFailures = 0;
  #lastFailed: string | undefined;

  constructor(parts: BreakerParts) {
    this.#parts = parts;
  }

  /** The present pause. One whose time is over stays until a request has succeeded. */
  get hold(): Hold | undefined {
    return this.#hold;
  }

  /** Until when nothing may be sent, if anything stands in the way. */
  pausedUntil(nowMs: number): number | undefined {
    return this.#hold !== undefined && nowMs < this.#hold.untilMs ? this.#hold.untilMs : undefined;
  }

  /**
   * Draws the consequences of an answer for the whole destination. `isProbe`: it was sent while there was a hold.
   * `about`: the delivery it was for.
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
   * One delivery that the service always fails at says nothing of the others: a start that comes meanwhile is not to
   * wait for it.
   */
  #isDown(about: string | undefined): boolean {
    this.#failures++;
    if (about === undefined || about !== this.#lastFailed) this.#distinctFailures++;
    this.#lastFailed = about;
    return this.#hold !== undefined || this.#distinctFailures >= FAILURES_BEFORE_HOLD;
  }

  #begin(cause: HoldCause, why: string, isProbe: boolean, retryAfterMs?: number): void {
    const { destination, tell } = this.#parts;
    const nowMs = this.#parts.nowMs();
    const before = this.#hold;
    const failure = { cause, why, isProbe, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    const hold = nextHold(before, failure, nowMs);
    this.#hold = hold;
    if (hold.sinceMs === before?.sinceMs && hold.untilMs === before.untilMs) return;
    this.#warn(hold.cause, hold.why);
    tell?.({ kind: "held", destination, cause: hold.cause, why: hold.why, forMs: hold.untilMs - nowMs });
  }

  #warn(cause: HoldCause, why: string): void {
    const { destination, messages, survivesRestart } = this.#parts;
    const message = HOLD_MESSAGES[cause](destination, why.replace(/\.$/, ""), survivesRestart);
    messages.warn(topicOf(destination, cause), message);
  }

  #end(): void {
    this.#hold = undefined;
    // Said again if it comes back. The other causes may come and go many times an hour.
    this.#parts.messages.forget(topicOf(this.#parts.destination, "key-refused"));
  }
}

function topicOf(destination: string, cause: HoldCause): string {
  return `hold ${destination} ${cause}`;
}

const HOLD_MESSAGES: Record<HoldCause, (name: string, why: string, survivesRestart: boolean) => string> = {
  "key-refused": (name, why, survivesRestart) =>
    `${name} refuses the key: ${why}. Everything is kept and the key is tried again from time to time, so that a key ` +
    "which is paid for or renewed goes on by itself. For another key, restart the bot: what waits " +
    (survivesRestart ? "is sent then." : "is lost with that, because it is kept in memory only."),
  "rate-limited": (name, why) =>
    `${name} says ${why}, although the tracker keeps within the limits it was told: something else spends the same ` +
    "key, or the key's limits are lower. Everything is kept and sent more slowly.",
  unavailable: (name, why) => `${name} does not work at present: ${why}. Everything is kept and sent when it does.`,
};
