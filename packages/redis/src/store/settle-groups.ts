import type { Settlement } from "@bot-tracker/core";

/** A settlement, and when it was given: its time to try again counts from there. */
export interface TimedSettlement {
  settlement: Settlement;
  nowMs: number;
}

export interface SettleGroupsParts {
  /** Tells Redis of these and nothing else. */
  tell(settlements: readonly TimedSettlement[]): Promise<void>;
  /** Runs a task after the current turn of the event loop. */
  soon(task: () => void): void;
}

interface Waiting {
  settlements: readonly TimedSettlement[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Tells settlements at the end of the turn, unless whoever sends takes something in their place before that: they then
 * go in that step. Those that come while a step is under way go together after it. Each step costs Redis as much as
 * settling several deliveries, so that a busy process takes half the time from it.
 */
export class SettleGroups {
  readonly #parts: SettleGroupsParts;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isTellingSoon = false;

  constructor(parts: SettleGroupsParts) {
    this.#parts = parts;
  }

  /** Rejects as the step does that it went in. */
  settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ settlements: settlements.map((settlement) => ({ settlement, nowMs })), resolve, reject });
      this.#tellSoon();
    });
  }

  /** Whether something is to be told that nobody tells yet. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * Has `step` tell what waits, beside whatever else it does. It says why one could not be settled; rejects as it does.
   */
  async tellIn<T extends { failure: Error | undefined }>(
    step: (settlements: readonly TimedSettlement[]) => Promise<T>,
  ): Promise<T> {
    const group = this.#waiting;
    this.#waiting = [];
    this.#underWay++;
    try {
      const answer = await step(group.flatMap(({ settlements }) => settlements));
      for (const each of group) {
        if (answer.failure === undefined) each.resolve();
        else each.reject(answer.failure);
      }
      return answer;
    } catch (error) {
      for (const each of group) each.reject(error);
      throw error;
    } finally {
      this.#underWay--;
      this.#tellSoon();
    }
  }

  /** Tells at once what waits: the connection is about to end, and takes what it is given before that. */
  tellNow(): void {
    if (this.#waiting.length === 0) return;
    this.tellIn(async (settlements) => {
      await this.#parts.tell(settlements);
      return { failure: undefined };
    }).catch(() => {}); // whoever settled hears of it
  }

  #tellSoon(): void {
    if (this.#isTellingSoon || this.#underWay > 0 || this.#waiting.length === 0) return;
    this.#isTellingSoon = true;
    this.#parts.soon(() => {
      this.#isTellingSoon = false;
      if (this.#underWay === 0) this.tellNow();
    });
  }
}
