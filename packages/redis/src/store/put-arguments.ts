import type { OutboxEntry, OutboxItem } from "@bot-tracker/core";
import { rankOf } from "./store-reply.ts";

/** An entry as arguments of lua/put.lua, whose header says the order. */
export function putArguments(
  { items, person }: OutboxEntry,
  { moveId = "", recordedAtMs, baseId }: { moveId?: string; recordedAtMs: number; baseId: string },
): (string | number)[] {
  const change =
    person === undefined ? ["", "", "", 0] : [person.botId, person.userId, person.change.kind, person.change.date];
  return [moveId, recordedAtMs, baseId, ...change, ...items.flatMap(itemArguments)];
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
