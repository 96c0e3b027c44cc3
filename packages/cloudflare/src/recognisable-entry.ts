import type { OutboxEntry, OutboxItem } from "@bot-tracker/core";

/** Marks an entry that has no dedupe keys of its own. */
const ENTRY_KEY = "entry:";

/** The same entry with a dedupe key for whatever has none, so that it counts once though it is handed on again. */
export function recognisableEntry(entry: OutboxEntry, random: () => number): OutboxEntry {
  const digits = (): string => random().toString(36).slice(2);
  const key = `${ENTRY_KEY}${digits()}${digits()}`;
  return { ...entry, items: entry.items.map((item, index) => withKey(item, `${key}#${index}`)) };
}

function withKey(item: OutboxItem, key: string): OutboxItem {
  if (item.kind === "drop" || item.delivery.dedupeKeys.length > 0) return item;
  return { ...item, delivery: { ...item.delivery, dedupeKeys: [key] } };
}
