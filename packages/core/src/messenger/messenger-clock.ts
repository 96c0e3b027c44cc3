import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import {
  type ClockDifference,
  differenceOfReceived,
  differenceOfSent,
  likelyMs,
  UNKNOWN_DIFFERENCE,
  withProof,
} from "./clock-difference.ts";

export interface MessengerClockParts {
  /** As people know it: `Telegram`. */
  messenger: string;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "soon">;
  messages: Pick<Messages, "warn" | "forget">;
}

/** A call to the messenger as it begins. */
export interface BegunCall {
  /** By this machine's clock. */
  readonly atMs: number;
  /** The event loop's turn. */
  readonly turn: number;
}

const NAMED_FROM_MS = 10_000;
const FORGOTTEN_FROM_MS = NAMED_FROM_MS / 2;
/** When this machine's clock is set, it moves so much at least against the one that nobody sets. */
const SET_MS = 2_000;
/** No messenger refuses a call so fast. */
const FASTEST_REFUSAL_MS = 5;
const TOPIC = "clock";

/**
 * The messenger's clock, by which it dates its updates. What the tracker dates itself is compared with these, so that
 * it goes by the same clock: this machine's may be wrong, and then a block comes before the start that it followed.
 */
export class MessengerClock {
  readonly #parts: MessengerClockParts;
  #difference: ClockDifference = UNKNOWN_DIFFERENCE;
  /** This machine's clock against its steady one, when the difference was last looked at. */
  #setTo: number;
  #isNamed = false;
  #turn = 0;
  #turnEnds = false;

  constructor(parts: MessengerClockParts) {
    this.#parts = parts;
    this.#setTo = parts.ports.nowMs() - parts.ports.steadyMs();
  }

  /** The messenger's time, in milliseconds since 1970, as far as it is known. */
  nowMs(): number {
    this.#noticeSet();
    return this.#parts.ports.nowMs() + likelyMs(this.#difference);
  }

  /** A call to the messenger begins. */
  callBegins(): BegunCall {
    const { ports } = this.#parts;
    if (!this.#turnEnds) {
      this.#turnEnds = true;
      ports.soon(() => {
        this.#turnEnds = false;
        this.#turn++;
      });
    }
    return { atMs: ports.nowMs(), turn: this.#turn };
  }

  /**
   * Whether a refusal that came just now is an old one, which a conversation of grammY gives again when it runs anew.
   * A call that begins late in a turn may be answered within it; then the turn has taken its time.
   */
  isGivenAgain(call: BegunCall): boolean {
    return call.turn === this.#turn && this.#parts.ports.nowMs() - call.atMs < FASTEST_REFUSAL_MS;
  }

  /** The messenger gave this date to something that the bot sent by `call`, which was answered just now. */
  sawSent(dateSeconds: number, call: BegunCall): void {
    // No network answers within a turn: grammY's conversations give the answers of their earlier runs again.
    if (call.turn === this.#turn) return;
    this.#learn(differenceOfSent(dateSeconds, call.atMs, this.#parts.ports.nowMs()));
  }

  /** An update of this date came. Runs for every update. */
  sawReceived(dateSeconds: number): void {
    const nowMs = this.#parts.ports.nowMs();
    if (dateSeconds * 1000 > nowMs) this.#learn(differenceOfReceived(dateSeconds, nowMs));
  }

  #learn(proof: ClockDifference): void {
    this.#noticeSet();
    this.#difference = withProof(this.#difference, proof);
    const byMs = likelyMs(this.#difference);
    const { messages, messenger } = this.#parts;
    if (this.#isNamed && Math.abs(byMs) < FORGOTTEN_FROM_MS) {
      this.#isNamed = false;
      messages.forget(TOPIC);
    } else if (!this.#isNamed && Math.abs(byMs) > NAMED_FROM_MS) {
      this.#isNamed = true;
      messages.warn(
        TOPIC,
        `This machine's clock is ${Math.round(Math.abs(byMs) / 1000)} s ${byMs > 0 ? "behind" : "ahead of"} ` +
          `${messenger}'s. The tracker makes up for it where it sets a date itself. Set the clock, preferably with ` +
          "NTP: everything else on this machine goes by it.",
      );
    }
  }

  /** Nothing that was learnt before this machine's clock was set is true after it. */
  #noticeSet(): void {
    const { nowMs, steadyMs } = this.#parts.ports;
    const setTo = nowMs() - steadyMs();
    if (Math.abs(setTo - this.#setTo) < SET_MS) return;
    this.#setTo = setTo;
    this.#difference = UNKNOWN_DIFFERENCE;
  }
}
