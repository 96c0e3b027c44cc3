import { type Answer, refuse } from "../api/answer.ts";
import type { UpdateQueue } from "./update-queue.ts";

interface OpenPoll {
  readonly limit: number;
  finish(answer: Answer): void;
}

/** The one getUpdates call that may wait for updates at a time. */
export class LongPoll {
  readonly #queue: UpdateQueue;
  #open: OpenPoll | undefined;

  constructor(queue: UpdateQueue) {
    this.#queue = queue;
  }

  /**
   * Answers when an update arrives or the time is up; a poll that waits already ends with 409 Conflict.
   *
   * @param gone aborts when the client hangs up: what comes later then waits for the next poll
   */
  wait(limit: number, timeoutMs: number, gone: AbortSignal): Promise<Answer> {
    this.conflict("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
    return new Promise((resolve) => {
      const poll: OpenPoll = {
        limit,
        finish: (answer) => {
          clearTimeout(timer);
          gone.removeEventListener("abort", hangUp);
          if (this.#open === poll) this.#open = undefined;
          resolve(answer);
        },
      };
      const hangUp = () => poll.finish({ kind: "dropped" });
      const timer = setTimeout(() => poll.finish({ kind: "updates", texts: [] }), timeoutMs);
      this.#open = poll;
      gone.addEventListener("abort", hangUp);
      if (gone.aborted) hangUp();
    });
  }

  /** Hands the waiting updates to the open poll. Not at once: a burst then arrives as one batch, as it does live. */
  wake(): void {
    if (this.#open === undefined || this.#queue.size === 0) return;
    setImmediate(() => {
      if (this.#open === undefined || this.#queue.size === 0) return;
      const updates = this.#queue.handOut(this.#open.limit);
      this.#open.finish({
        kind: "updates",
        texts: updates.map(({ text }) => text),
        lastId: updates.at(-1)?.updateId,
      });
    });
  }

  /** Ends the open poll with 409. */
  conflict(description: string): void {
    this.#open?.finish(refuse(409, description));
  }

  /** Hangs up on the open poll. */
  close(): void {
    this.#open?.finish({ kind: "dropped" });
  }
}
