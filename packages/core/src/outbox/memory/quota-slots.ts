import type { SlotGrant } from "../outbox.ts";
import type { RequestEnd } from "../request-end.ts";
import {
  cancelRequest,
  emptyQuotaState,
  endRequest,
  nextSlotAt,
  openRequest,
  type QuotaLimits,
  type QuotaState,
  quotaUsed,
  windowsOf,
} from "../rules/quota.ts";

/** The use of every key's quota, kept in memory. */
export class QuotaSlots {
  readonly #states = new Map<string, QuotaState>();
  readonly #open = new Map<string, QuotaLimits>();
  #lastSlot = 0;

  take(limits: QuotaLimits, urgent: boolean, steadyMs: number): SlotGrant {
    const state = this.#stateOf(limits);
    const atMs = nextSlotAt(state, windowsOf(limits), urgent, steadyMs);
    if (atMs > steadyMs) return { granted: false, atMs };
    openRequest(state);
    const slot = String(++this.#lastSlot);
    this.#open.set(slot, limits);
    return { granted: true, slot };
  }

  end(slot: string, end: RequestEnd, steadyMs: number): void {
    const limits = this.#open.get(slot);
    if (limits === undefined) return;
    this.#open.delete(slot);
    const state = this.#stateOf(limits);
    if (end === "never-sent") {
      cancelRequest(state);
      return;
    }
    endRequest(state, end, steadyMs, windowsOf(limits), steadyMs);
  }

  used(limits: QuotaLimits, steadyMs: number): number[] {
    const state = this.#stateOf(limits);
    return windowsOf(limits).map((window) => quotaUsed(state, window, steadyMs));
  }

  #stateOf(limits: QuotaLimits): QuotaState {
    let state = this.#states.get(limits.key);
    if (state === undefined) {
      state = emptyQuotaState();
      this.#states.set(limits.key, state);
    }
    return state;
  }
}
