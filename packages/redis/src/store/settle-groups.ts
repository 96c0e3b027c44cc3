import type { Settlement } from "@bot-tracker/core";

/** A settlement, and when it was given: its time to try again counts from there. */
export interface TimedSettlement {
  settlement: Settlement;
  nowMs: number;
}

interface Waiting {
  settlements: readonly TimedSettlement[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Tells settlements at once, but for those that come while others are on their way: these go together when the answer
 * is there. Each step costs Redis as much as settling two deliveries, so that a busy process takes half the time from it.
 */
export class SettleGroups {
  readonly #tell: (settlements: readonly TimedSettlement[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #isTelling = false;

  constructor(tell: (settlements: readonly TimedSettlement[]) => Promise<void>) {
    this.#tell = tell;
  }

  /** Rejects as the group does that it went with. */
  settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ settlements: settlements.map((settlement) => ({ settlement, nowMs })), resolve, reject });
      if (!this.#isTelling) void this.#tellAll();
    });
  }

  /** Tells at once what waits for others: the connection is about to end, and takes what it is given before that. */
  tellNow(): void {
    if (this.#waiting.length > 0) void this.#tellWaiting();
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    while (this.#waiting.length > 0) await this.#tellWaiting();
    this.#isTelling = false;
  }

  /** Never rejects. */
  async #tellWaiting(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      await this.#tell(group.flatMap((each) => each.settlements));
      for (const each of group) each.resolve();
    } catch (error) {
      for (const each of group) each.reject(error);
    }
  }
}
