import type { DeliverySource } from "../delivery/delivery-source.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { SLOT_MS } from "../outbox/rules/slot-times.ts";

/** For whoever only reads from a service. */
export const NOTHING_TO_LEASE: Pick<DeliverySource, "next" | "lease"> = {
  next: () => ({ kind: "none" }),
  lease: () => [],
};

/**
 * An outbox for events that may end in the middle of a request without a word. What they leave open is ended later as a
 * lost answer: the outbox itself sees to leases, and here it is seen to the slots, which would be taken for good.
 *
 * Nobody is told what is recorded: one event must not act for another.
 */
export function lastingSource(outbox: Outbox): DeliverySource {
  /** When each open slot was taken, on the steady clock. */
  const openSince = new Map<string, number>();
  return {
    kind: outbox.kind,
    next: (destination, nowMs) => outbox.next(destination, nowMs),
    lease: (request) => outbox.lease(request),
    settle: (settlements, nowMs) => outbox.settle(settlements, nowMs),
    async takeSlot(limits, urgent, steadyMs) {
      for (const [slot, sinceMs] of openSince) {
        if (steadyMs - sinceMs < SLOT_MS) break;
        openSince.delete(slot);
        await outbox.endSlot(slot, "lost", sinceMs + SLOT_MS);
      }
      const grant = await outbox.takeSlot(limits, urgent, steadyMs);
      if (grant.granted) openSince.set(grant.slot, steadyMs);
      return grant;
    },
    async endSlot(slot, end, steadyMs) {
      openSince.delete(slot);
      await outbox.endSlot(slot, end, steadyMs);
    },
    onReady() {},
  };
}
