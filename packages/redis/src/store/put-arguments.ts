import type { NewDelivery, OutboxEntry, OutboxItem } from "@bot-tracker/core";
import { rankOf } from "./store-reply.ts";

/** An entry that is to be put. */
export interface PutEntry {
  entry: OutboxEntry;
  /** `again`: relayed, and Redis had it before, but may have lost it since. */
  how: "put" | "relayed" | "again";
  recordedAtMs: number;
  /** What its deliveries' ids begin with; of a relayed one, the id by which it counts once. */
  baseId: string;
}

/**
 * Entries as arguments of lua/put.lua, whose header says the order. As few as they can be: each costs this process and
 * Redis more than what it holds.
 */
export function putArguments(entries: readonly PutEntry[]): string[] {
  const args: string[] = [];
  for (const { entry, how, recordedAtMs, baseId } of entries) {
    args.push(baseId, how, String(recordedAtMs), String(entry.items.length));
    addPerson(args, entry.person);
    for (const item of entry.items) addItem(args, item);
  }
  return args;
}

function addPerson(args: string[], person: OutboxEntry["person"]): void {
  if (person === undefined) {
    args.push("");
    return;
  }
  const { kind, date, isNow } = person.change;
  args.push(kind, person.botId, person.userId, String(date), isNow === true ? "1" : "");
}

function addItem(args: string[], item: OutboxItem): void {
  switch (item.kind) {
    case "drop":
      args.push("drop", item.destination, item.reason);
      return;
    case "bury":
      args.push("bury", item.delivery.destination, JSON.stringify(item.reason));
      addDelivery(args, item.delivery);
      return;
    case "deliver":
      args.push("deliver", item.delivery.destination);
      addDelivery(args, item.delivery);
  }
}

function addDelivery(args: string[], delivery: NewDelivery): void {
  const { class: worth, userId = "", method, body, createdAtMs, expiresAtMs, onLostAnswer, dedupeKeys } = delivery;
  const rank = String(rankOf(worth));
  args.push(
    onLostAnswer === "bury" ? `!${rank}` : rank,
    userId,
    method,
    body,
    String(createdAtMs),
    String(expiresAtMs),
    String(dedupeKeys.length),
    ...dedupeKeys,
  );
}
