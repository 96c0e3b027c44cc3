import type { RequestEnd, Settlement } from "@bot-tracker/core";
import type { SharedStore } from "../store/shared-store.ts";

interface SlotEnd {
  slot: string;
  end: RequestEnd;
  steadyMs: number;
}

const MOST = 10_000;

/**
 * Results of deliveries and requests that could not be reported to Redis yet. What was delivered must not be sent again
 * only because Redis was unavailable when the answer came. Kept as long as the process lives.
 */
export class PendingReports {
  #settlements: Settlement[] = [];
  #slotEnds: SlotEnd[] = [];

  get isEmpty(): boolean {
    return this.#settlements.length === 0 && this.#slotEnds.length === 0;
  }

  settle(settlements: readonly Settlement[]): void {
    this.#settlements.push(...settlements);
    if (this.#settlements.length <= MOST) return;
    // What has to be sent again becomes ready anyway when its lease runs out.
    const ended = this.#settlements.filter(({ as }) => as === "delivered" || as === "dead");
    this.#settlements = ended.slice(-MOST);
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): void {
    this.#slotEnds.push({ slot, end, steadyMs });
    if (this.#slotEnds.length > MOST) this.#slotEnds.shift();
  }

  /** Reports everything, in order. What was not reported when it rejects is kept. */
  async tell(store: Pick<SharedStore, "settle" | "endSlot">, nowMs: number): Promise<void> {
    while (this.#settlements.length > 0) {
      const settlements = [...this.#settlements];
      await store.settle(settlements, nowMs);
      const told = new Set(settlements);
      this.#settlements = this.#settlements.filter((settlement) => !told.has(settlement));
    }
    while (this.#slotEnds.length > 0) {
      const slotEnds = [...this.#slotEnds];
      await Promise.all(slotEnds.map(({ slot, end, steadyMs }) => store.endSlot(slot, end, steadyMs)));
      const told = new Set(slotEnds);
      this.#slotEnds = this.#slotEnds.filter((slotEnd) => !told.has(slotEnd));
    }
  }
}
