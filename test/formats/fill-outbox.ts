import type { DeliveryClass, NewDelivery, Outbox, OutboxEntry } from "@bot-tracker/core";
import { DROP_REASONS } from "../../packages/core/src/outbox/ledger.ts";
import { BOT_ID, DAY_MS, LIMITS, MINUTE_MS, SECOND_MS, WRITTEN_MS } from "./moments.ts";

/** Recorded in the fixtures, and to be recognised when it is recorded again. */
export const RECORDED_BEFORE: readonly OutboxEntry[] = [
  entryOf(deliveryOf("tgtrack", "start", "201", ["update:1", "p:201:message:1"]), { kind: "start", date: 100 }),
  entryOf(deliveryOf("tgtrack", "stop", "202", ["update:2"]), { kind: "stop", date: 200 }),
  entryOf(deliveryOf("tgtrack", "activity", "203", ["update:3"])),
];

/** Says nothing new of people whom the fixtures know, under keys that they do not. */
export const NOTHING_NEW: readonly OutboxEntry[] = [
  entryOf(deliveryOf("tgtrack", "stop", "202", ["update:4"]), { kind: "stop", date: 300 }),
  entryOf(deliveryOf("tgtrack", "stop", "201", ["update:5"]), { kind: "stop", date: 99 }),
];

/** Brings an outbox into every state in which a delivery, a key, a person or a slot of the quota can be. */
export async function fillOutbox(outbox: Outbox, destinations: readonly string[]): Promise<void> {
  for (const destination of destinations) {
    await leaveOneInEachState(outbox, destination);
    for (const reason of DROP_REASONS) await outbox.put({ items: [{ kind: "drop", destination, reason }] }, WRITTEN_MS);
  }
  for (const entry of RECORDED_BEFORE) await outbox.put(entry, WRITTEN_MS);
  await outbox.put(entryOf(deliveryOf("tgtrack", "event", "204", ["p:204:key"])), WRITTEN_MS);
  await outbox.purgeUser("204");
  await spendQuota(outbox);
}

async function leaveOneInEachState(outbox: Outbox, destination: string): Promise<void> {
  const reason = { code: 422, description: "Unprocessable entity", details: "amount must be a number" };
  const buried = deliveryOf(destination, "event", "210", []);
  await outbox.put({ items: [{ kind: "bury", delivery: buried, reason }] }, WRITTEN_MS);
  const take = async (name: string, onLostAnswer: "resend" | "bury" = "resend"): Promise<string> => {
    const delivery = { ...deliveryOf(destination, "goal", name, []), onLostAnswer };
    await outbox.put({ items: [{ kind: "deliver", delivery }] }, WRITTEN_MS);
    const [leased] = await outbox.lease({
      destination,
      maxItems: 1,
      maxBytes: 1_000_000,
      nowMs: WRITTEN_MS,
      leaseMs: MINUTE_MS,
    });
    if (leased === undefined) throw new Error("nothing was leased");
    return leased.id;
  };
  await outbox.settle([{ id: await take("211"), as: "delivered" }], WRITTEN_MS);
  await outbox.settle([{ id: await take("212"), as: "dead", reason }], WRITTEN_MS);
  for (const [name, minutes] of [["213", 1] as const, ["214", 5] as const]) {
    const atMs = WRITTEN_MS + minutes * MINUTE_MS;
    await outbox.settle([{ id: await take(name), as: "retry", atMs, answerLost: minutes === 5 }], WRITTEN_MS);
  }
  await take("215");
  await take("216", "bury");
  await outbox.settle([{ id: await take("217"), as: "returned" }], WRITTEN_MS);
  for (const name of ["event", "activity"] as const) {
    await outbox.put(entryOf(deliveryOf(destination, name, "218", [])), WRITTEN_MS);
  }
}

/** One still open, one never sent, and three that ended, the last with its answer lost. */
async function spendQuota(outbox: Outbox): Promise<void> {
  const take = async (): Promise<string> => {
    const grant = await outbox.takeSlot(LIMITS, true, WRITTEN_MS);
    if (!grant.granted) throw new Error("there is room for it");
    return grant.slot;
  };
  await take();
  await outbox.endSlot(await take(), "never-sent", WRITTEN_MS);
  await outbox.endSlot(await take(), "answered", WRITTEN_MS + SECOND_MS);
  await outbox.endSlot(await take(), "answered", WRITTEN_MS + 2 * SECOND_MS);
  await outbox.endSlot(await take(), "lost", WRITTEN_MS + 3 * SECOND_MS);
  // An end is written with what follows it.
  await outbox.put({ items: [{ kind: "drop", destination: "tgtrack", reason: "invalid" }] }, WRITTEN_MS);
}

function deliveryOf(destination: string, name: DeliveryClass, userId: string, keys: readonly string[]): NewDelivery {
  return {
    destination,
    method: "add_event",
    body: JSON.stringify({ user_id: userId, event_type: `${name}_${userId}`, note: "Анна" }),
    class: name,
    userId,
    dedupeKeys: keys,
    createdAtMs: WRITTEN_MS - SECOND_MS,
    expiresAtMs: WRITTEN_MS + 21 * DAY_MS,
    onLostAnswer: "resend",
  };
}

type Change = NonNullable<OutboxEntry["person"]>["change"];

function entryOf(delivery: NewDelivery, change?: Change): OutboxEntry {
  const userId = delivery.userId ?? "";
  return {
    items: [{ kind: "deliver", delivery }],
    ...(change !== undefined && { person: { botId: BOT_ID, userId, change } }),
  };
}
