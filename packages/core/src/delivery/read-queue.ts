import { KeyHeldError } from "../errors/key-held-error.ts";
import { QuotaExhaustedError } from "../errors/quota-exhausted-error.ts";
import { errorText } from "../support/error-text.ts";
import { isError } from "../support/is-error.ts";
import type { Ports } from "../support/ports.ts";
import type { Outcome } from "./outcome.ts";
import type { SendContext } from "./sender.ts";

/** One read from a service. */
export type ReadAttempt<T> = (context: SendContext) => Promise<ReadAnswer<T>>;

/** What the lane needs to know about the answer, and what the caller gets. */
export type ReadAnswer<T> = { outcome: Outcome } & ({ kind: "value"; value: T } | { kind: "error"; error: Error });

const MAX_WAIT_MS = 5_000;
/** No request takes longer. */
const LONGEST_ANSWER_MS = 60_000;

interface Waiting {
  attempt: ReadAttempt<unknown>;
  settle(answer: ReadAnswer<unknown>): void;
  fail(error: Error): void;
  cancelTimer(): void;
}

/**
 * Reads that wait for a quota slot, in the order they were requested. A read is rejected after 5 s: somebody in a chat
 * with the bot is waiting for it.
 */
export class ReadQueue {
  readonly #destination: string;
  readonly #ports: Ports;
  readonly #whyHeld: () => string | undefined;
  readonly #waiting: Waiting[] = [];

  /** `whyHeld` says why nothing is being sent, if so; it becomes the reason of a rejected read. */
  constructor(destination: string, ports: Ports, whyHeld: () => string | undefined) {
    this.#destination = destination;
    this.#ports = ports;
    this.#whyHeld = whyHeld;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add<T>(attempt: ReadAttempt<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        attempt,
        settle: (answer) => (answer.kind === "value" ? resolve(answer.value as T) : reject(answer.error)),
        fail: reject,
        cancelTimer: this.#ports.setTimer(() => this.#giveUp(waiting), MAX_WAIT_MS, true),
      };
      this.#waiting.push(waiting);
    });
  }

  /**
   * The next read, as a request that passes the answer to its caller. `giveBack` returns it to the front of the queue
   * if it is not sent after all.
   */
  take(): { attempt: (context: SendContext) => Promise<Outcome>; giveBack(): void } | undefined {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return undefined;
    const attempt = async (context: SendContext): Promise<Outcome> => {
      waiting.cancelTimer();
      // Somebody waits for the answer, and a request does not keep the process alive by itself.
      const letGo = this.#ports.setTimer(() => {}, LONGEST_ANSWER_MS, true);
      try {
        const answer = await waiting.attempt(context);
        waiting.settle(answer);
        return answer.outcome;
      } catch (error) {
        waiting.fail(isError(error) ? error : new Error(errorText(error)));
        return { kind: "unavailable", description: "a read failed", request: "lost" };
      } finally {
        letGo();
      }
    };
    return { attempt, giveBack: () => this.#waiting.unshift(waiting) };
  }

  close(): void {
    for (const waiting of this.#waiting.splice(0)) {
      waiting.cancelTimer();
      waiting.fail(new KeyHeldError(this.#destination, "the tracker is closed"));
    }
  }

  #giveUp(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    const why = this.#whyHeld();
    waiting.fail(
      why === undefined
        ? new QuotaExhaustedError(this.#destination, MAX_WAIT_MS)
        : new KeyHeldError(this.#destination, why),
    );
  }
}
