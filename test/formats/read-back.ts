import type { Delivery, NextUp, Outbox, PutStatus, SlotGrant } from "@bot-tracker/core";
import { DELIVERY_CLASSES } from "@bot-tracker/core/outbox-kit";
import { NOTHING_NEW, RECORDED_BEFORE } from "./fill-outbox.ts";
import { HOUR_MS, LIMITS, MINUTE_MS, SECOND_MS, WRITTEN_MS } from "./moments.ts";

export interface Drained {
  /** Without the moment when a delay or lease ends next: earlier versions did not tell it. */
  next: NextUp;
  deliveries: readonly Pick<Delivery, "id" | "method" | "body" | "class" | "userId" | "attempts">[];
}

const DESTINATIONS = ["tgtrack", "howusedbot"];
/** Leases and delays end in between. */
const LOOKS_MS = [10 * SECOND_MS, 2 * MINUTE_MS, 20 * MINUTE_MS];

/**
 * Does with an outbox all that a bot and a person at the command line would, and gives what it answered: the same from
 * every version that opens the same data.
 */
export async function readBack(outbox: Outbox): Promise<unknown> {
  const soonMs = WRITTEN_MS + 5 * SECOND_MS;
  const ledger = outbox.ledger();
  const oldestAtMs = DESTINATIONS.map((name) => outbox.oldestPendingAt(name));
  const deadLetters = await outbox.deadLetters();
  const slots: SlotGrant["granted"][] = [];
  for (let round = 0; round < 6; round++) {
    const grant = await outbox.takeSlot(LIMITS, true, soonMs);
    slots.push(grant.granted);
    if (grant.granted) await outbox.endSlot(grant.slot, "never-sent", soonMs);
    else break;
  }
  const quotaUsed = [5 * SECOND_MS, 20 * SECOND_MS, 2 * MINUTE_MS, 3 * HOUR_MS].map((afterMs) =>
    outbox.quotaUsed(LIMITS, WRITTEN_MS + afterMs),
  );
  const duplicates = await putAll(outbox, RECORDED_BEFORE, soonMs);
  const unchanged = await putAll(outbox, NOTHING_NEW, soonMs);
  const [revived] = deadLetters;
  const isRevived = revived !== undefined && (await outbox.retryDead(revived.id, soonMs));
  const drained: Drained[] = [];
  for (const afterMs of LOOKS_MS) {
    for (const name of DESTINATIONS) drained.push(await drain(outbox, name, WRITTEN_MS + afterMs));
  }
  return {
    ledger,
    oldestAtMs,
    deadLetters,
    slots,
    quotaUsed,
    duplicates,
    unchanged,
    isRevived,
    drained,
    letterIds: (await outbox.deadLetters()).map(({ id }) => id),
    duplicatesAfter47Hours: await putAll(outbox, RECORDED_BEFORE, WRITTEN_MS + 47 * HOUR_MS),
    ledgerAfterwards: outbox.ledger(),
  };
}

async function putAll(outbox: Outbox, entries: typeof RECORDED_BEFORE, nowMs: number): Promise<PutStatus[]> {
  const statuses: PutStatus[] = [];
  for (const entry of entries) statuses.push(...(await outbox.put(entry, nowMs)).statuses);
  return statuses;
}

/**
 * Which of stops, events and activity go first is not said by the data: they take turns, and did not always. Each
 * class's own order stays, and so does that of all before them.
 */
function byClass(deliveries: readonly Delivery[]): Delivery[] {
  const begin = deliveries.findLastIndex(({ class: worth }) => worth === "start" || worth === "goal") + 1;
  const rankOf = (delivery: Delivery): number => DELIVERY_CLASSES.indexOf(delivery.class);
  const others = deliveries.slice(begin).sort((one, other) => rankOf(one) - rankOf(other));
  return [...deliveries.slice(0, begin), ...others];
}

/** Sends everything that can be sent, one by one. */
async function drain(outbox: Outbox, destination: string, nowMs: number): Promise<Drained> {
  const next = await outbox.next(destination, nowMs);
  const deliveries: Delivery[] = [];
  for (;;) {
    const request = { destination, maxItems: 1, maxBytes: 1_000_000, nowMs, leaseMs: MINUTE_MS };
    const [leased] = await outbox.lease(request);
    if (leased === undefined) break;
    deliveries.push(leased);
    await outbox.settle([{ id: leased.id, as: "delivered" }], nowMs);
  }
  return {
    next: next.kind === "ready" ? { ...next, dueAtMs: undefined } : next,
    deliveries: byClass(deliveries).map(({ id, method, body, class: worth, userId, attempts }) => {
      return { id, method, body, class: worth, userId, attempts };
    }),
  };
}
