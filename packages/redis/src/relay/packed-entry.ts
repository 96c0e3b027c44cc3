import type { OutboxEntry, OutboxItem } from "@bot-tracker/core";

/** Stands first: everything but the deliveries' bodies, which follow one after the other. */
interface Head {
  entry: OutboxEntry;
  recordedAtMs: number;
  /** How long each body is, in UTF-16 units. */
  lengths: number[];
}

/**
 * An entry as text. The bodies stand in it as they are: they are most of it and JSON already, and made into JSON once
 * more they would cost as much as all the rest of recording.
 */
export function packEntry({ items, person }: OutboxEntry, recordedAtMs: number): string {
  const lengths: number[] = [];
  let bodies = "";
  const bare = items.map((item): OutboxItem => {
    if (item.kind === "drop") return item;
    const { body } = item.delivery;
    lengths.push(body.length);
    bodies += body;
    return { ...item, delivery: { ...item.delivery, body: "" } };
  });
  const head: Head = {
    entry: person === undefined ? { items: bare } : { items: bare, person },
    recordedAtMs,
    lengths,
  };
  // JSON text has no line break of its own.
  return `${JSON.stringify(head)}\n${bodies}`;
}

/** Undefined: it cannot be read. */
export function unpackEntry(text: string): { entry: OutboxEntry; recordedAtMs: number } | undefined {
  const end = text.indexOf("\n");
  if (end === -1) return undefined;
  try {
    const { entry, recordedAtMs, lengths } = JSON.parse(text.slice(0, end)) as Head;
    if (!Number.isFinite(recordedAtMs)) return undefined;
    let from = end + 1;
    let index = 0;
    const items = entry.items.map((item): OutboxItem => {
      if (item.kind === "drop") return item;
      const length = lengths[index++] ?? Number.NaN;
      const body = text.slice(from, from + length);
      from += length;
      return { ...item, delivery: { ...item.delivery, body } };
    });
    return from === text.length ? { entry: { ...entry, items }, recordedAtMs } : undefined;
  } catch {
    return undefined;
  }
}
