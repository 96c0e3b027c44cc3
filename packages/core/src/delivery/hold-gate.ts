import type { Messages } from "../messages.ts";
import type { DeliveryHappening } from "./happening.ts";
import { type Hold, type HoldCause, nextHold } from "./hold.ts";
import type { Outcome } from "./outcome.ts";

export interface HoldGateParts {
  destination: string;
  nowMs(): number;
  messages: Messages;
  tell(happening: DeliveryHappening): void;
}

const FAILURES_BEFORE_HOLD = 3;

/** Keeps a destination's pause: begins it, prolongs it, ends it, and says so. */
export class HoldGate {
  readonly #parts: HoldGateParts;
  #hold: Hold | undefined;
  #failures = 0;

  constructor(parts: HoldGateParts) {
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

  /** Draws the consequences of an answer for the whole destination. `isProbe`: it was sent while there was a hold. */
  note(outcome: Outcome, isProbe: boolean): void {
    switch (outcome.kind) {
      case "delivered":
      case "rejected":
        this.#failures = 0;
        if (isProbe) this.#end();
        return;
      case "key-refused":
        this.#begin("key-refused", `${outcome.reason.code} ${outcome.reason.description}`, isProbe);
        return;
      case "rate-limited":
        this.#begin("rate-limited", "too many requests (429)", isProbe, outcome.retryAfterMs);
        return;
      case "unavailable":
        this.#failures++;
        if (this.#hold === undefined && this.#failures < FAILURES_BEFORE_HOLD && outcome.retryAfterMs === undefined) {
          return;
        }
        this.#begin("unavailable", outcome.description, isProbe, outcome.retryAfterMs);
        return;
      case "again":
    }
  }

  #begin(cause: HoldCause, why: string, isProbe: boolean, retryAfterMs?: number): void {
    const { destination, messages, tell } = this.#parts;
    const nowMs = this.#parts.nowMs();
    const before = this.#hold;
    const failure = { cause, why, isProbe, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    const hold = nextHold(before, failure, nowMs);
    this.#hold = hold;
    if (hold.sinceMs === before?.sinceMs && hold.untilMs === before.untilMs) return;
    messages.warn(topicOf(destination, hold.cause), HOLD_MESSAGES[hold.cause](destination, hold.why));
    tell({ kind: "held", destination, cause: hold.cause, why: hold.why, forMs: hold.untilMs - nowMs });
  }

  #end(): void {
    this.#hold = undefined;
    for (const cause of Object.keys(HOLD_MESSAGES))
      this.#parts.messages.forget(topicOf(this.#parts.destination, cause));
  }
}

function topicOf(destination: string, cause: string): string {
  return `hold ${destination} ${cause}`;
}

const HOLD_MESSAGES: Record<HoldCause, (name: string, why: string) => string> = {
  "key-refused": (name, why) =>
    `${name} refuses the key: ${why}. Nothing is lost: everything is kept and the key is tried again from time to ` +
    "time. Put in a valid key and restart the bot.",
  "rate-limited": (name, why) =>
    `${name} says ${why}, although the tracker keeps within the limits it was told: something else spends the same ` +
    "key, or the key's limits are lower. Everything is kept and sent more slowly.",
  unavailable: (name, why) => `${name} does not work at present: ${why}. Everything is kept and sent when it does.`,
};
