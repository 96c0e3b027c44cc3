import type { OutboxEntry, OutboxItem } from "@bot-tracker/core";

/** Comes first: everything but the deliveries' bodies, which follow one after the other. */
interface Head {
  entry: OutboxEntry;
  recordedAtMs: number;
  /** How long each body is, in UTF-16 units. */
  lengths: number[];
}

/**
 * An entry as a string. FILE FORMAT: it waits in the outbox of a bot that uses Redis. The bodies are appended as they
 * are: they make up most of it and are JSON already, and encoding them again would cost as much as the rest of
 * recording.
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
