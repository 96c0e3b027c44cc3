import {
  cancelRequest,
  emptyQuotaState,
  endRequest,
  forgetOldEnds,
  nextSlotAt,
  openRequest,
  type QuotaLimits,
  type QuotaState,
  quotaUsed,
} from "../../rules/quota.ts";
import { SLOT_MS, serverDelayMs } from "../../rules/slot-times.ts";

/** How a request stands that was given a slot: under way, ended (it counts for one more window), or never sent. */
export type SlotState = "open" | "ended" | "cancelled";

export interface Slot {
  slot: number;
  key: string;
  state: SlotState;
  /** Of an open one, when it counts as ended if nobody says before that it lives; else when it ended. */
  atMs: number;
}

const ENDLESS = [{ limit: 1, perMs: Number.POSITIVE_INFINITY }];
/** What one key has spent, put together from its slots as they are told in any order. */
export class QuotaUse {
  readonly #state: QuotaState = emptyQuotaState();
  readonly #open = new Map<number, { atMs: number; isOwn: boolean }>();

  /** `isOwn`: the request is one of this process, which says itself when it has ended. */
  note({ slot, state, atMs }: Slot, isOwn: boolean): void {
    const known = this.#open.has(slot);
    switch (state) {
      case "open":
        if (!known) openRequest(this.#state);
        this.#open.set(slot, { atMs, isOwn });
        return;
      case "ended":
        if (!known) openRequest(this.#state);
        this.#open.delete(slot);
        endRequest(this.#state, atMs, ENDLESS, 0);
        return;
      case "cancelled":
        if (known) cancelRequest(this.#state);
        this.#open.delete(slot);
    }
  }

  /** When the next request may be sent: `steadyMs` or earlier if at once. */
  freeAt(limits: QuotaLimits, urgent: boolean, steadyMs: number): number {
    this.#passTime(limits, steadyMs);
    return nextSlotAt(this.#state, limits.windows, urgent, steadyMs);
  }

  used(limits: QuotaLimits, steadyMs: number): number[] {
    this.#passTime(limits, steadyMs);
    return limits.windows.map((window) => quotaUsed(this.#state, window, steadyMs));
  }

  #passTime(limits: QuotaLimits, steadyMs: number): void {
    const latestEndMs = steadyMs + serverDelayMs(limits);
    for (const [slot, { atMs, isOwn }] of this.#open) {
      if (isOwn) continue;
      if (atMs <= steadyMs) this.note({ slot, key: limits.key, state: "ended", atMs }, false);
      else if (atMs > latestEndMs + SLOT_MS) this.#open.set(slot, { atMs: latestEndMs + SLOT_MS, isOwn });
    }
    // An end later than any can be was written before the clock was put back. Believed, it could block for years.
    const { ends } = this.#state;
    for (let at = ends.length - 1; at >= 0 && (ends[at] as number) > latestEndMs; at--) ends[at] = latestEndMs;
    forgetOldEnds(this.#state, limits.windows, steadyMs);
  }
}
