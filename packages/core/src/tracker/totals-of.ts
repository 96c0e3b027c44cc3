import type { Outbox } from "../outbox/outbox.ts";

/** How many deliveries of an outbox were sent and how many wait, of all destinations together. */
export function totalsOf(outbox: Pick<Outbox, "ledger">): { delivered: number; pending: number } {
  const totals = { delivered: 0, pending: 0 };
  for (const { delivered, pending } of Object.values(outbox.ledger())) {
    totals.delivered += delivered;
    totals.pending += pending;
  }
  return totals;
}
