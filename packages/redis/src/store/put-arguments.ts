import type { OutboxEntry, OutboxItem } from "@bot-tracker/core";
import { rankOf } from "./store-reply.ts";

/** An entry that is to be put. */
export interface PutEntry {
  entry: OutboxEntry;
  /** Missing for one that is not relayed. */
  moveId?: string;
  recordedAtMs: number;
  /** What its deliveries' ids begin with. */
  baseId: string;
  /** Redis had it before, and may have lost it since. */
  wasAccepted?: boolean | undefined;
}

/** An entry as arguments of lua/put.lua, whose header says the order. */
export function putArguments(put: PutEntry): (string | number)[] {
  const { entry, moveId = "", recordedAtMs, baseId, wasAccepted = false } = put;
  const head = [moveId, recordedAtMs, baseId, wasAccepted ? 1 : 0, ...personArguments(entry.person)];
  return [...head, entry.items.length, ...entry.items.flatMap(itemArguments)];
}

function personArguments(person: OutboxEntry["person"]): (string | number)[] {
  if (person === undefined) return ["", "", "", 0, 0];
  const { kind, date, isNow } = person.change;
  return [person.botId, person.userId, kind, date, isNow === true ? 1 : 0];
}

function itemArguments(item: OutboxItem): (string | number)[] {
  if (item.kind === "drop") return ["drop", item.destination, item.reason];
  const {
    destination,
    class: worth,
    userId,
    method,
    body,
    createdAtMs,
    expiresAtMs,
    onLostAnswer,
    dedupeKeys,
  } = item.delivery;
  const bury = onLostAnswer === "bury" ? 1 : 0;
  const reason = item.kind === "bury" ? JSON.stringify(item.reason) : "";
  return [
    item.kind,
    destination,
    rankOf(worth),
    userId ?? "",
    method,
    body,
    createdAtMs,
    expiresAtMs,
    bury,
    reason,
    dedupeKeys.length,
    ...dedupeKeys,
  ];
}
