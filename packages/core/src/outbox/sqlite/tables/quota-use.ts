import {
  cancelRequest,
  emptyQuotaState,
  endRequest,
  forgetOldEnds,
  longestServerDelayMs,
  nextSlotAt,
  openRequest,
  type QuotaLimits,
  type QuotaState,
  quotaUsed,
  windowsOf,
} from "../../rules/quota.ts";
import { SLOT_MS } from "../../rules/slot-times.ts";

/** How a request stands that was given a slot: under way, answered, never sent, or without an answer. */
export type SlotState = "open" | "ended" | "cancelled" | "lost";

export interface Slot {
  slot: number;
  key: string;
  state: SlotState;
  /** Of an open one, when it counts as lost if nobody says before that it lives; else when it ended. */
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
      case "lost":
        if (!known) openRequest(this.#state);
        this.#open.delete(slot);
        endRequest(this.#state, state === "ended" ? "answered" : "lost", atMs, ENDLESS, 0);
        return;
      case "cancelled":
        if (known) cancelRequest(this.#state);
        this.#open.delete(slot);
    }
  }

  /** When the next request may be sent: `steadyMs` or earlier if at once. */
  freeAt(limits: QuotaLimits, urgent: boolean, steadyMs: number): number {
    this.#passTime(limits, steadyMs);
    return nextSlotAt(this.#state, windowsOf(limits), urgent, steadyMs);
  }

  used(limits: QuotaLimits, steadyMs: number): number[] {
    this.#passTime(limits, steadyMs);
    return windowsOf(limits).map((window) => quotaUsed(this.#state, window, steadyMs));
  }

  #passTime(limits: QuotaLimits, steadyMs: number): void {
    for (const [slot, { atMs, isOwn }] of this.#open) {
      if (isOwn) continue;
      if (atMs <= steadyMs) this.note({ slot, key: limits.key, state: "lost", atMs }, false);
      else if (atMs > steadyMs + SLOT_MS) this.#open.set(slot, { atMs: steadyMs + SLOT_MS, isOwn });
    }
    // An end later than any can be was written before the clock was put back. Believed, it could block for years.
    // Earlier versions say of a lost answer when the server can have counted its request, and call it an answer.
    cutAt(this.#state.ends, steadyMs + longestServerDelayMs(limits));
    cutAt(this.#state.losses, steadyMs);
    forgetOldEnds(this.#state, windowsOf(limits), steadyMs);
  }
}

function cutAt(moments: number[], latestMs: number): void {
  for (let at = moments.length - 1; at >= 0 && (moments[at] as number) > latestMs; at--) moments[at] = latestMs;
}
