import type { DeliveryClass, DropReason, OutboxEntry, OutboxItem, PutResult } from "@bot-tracker/core";
import { DELIVERY_CLASSES, onceInProcess } from "@bot-tracker/core/outbox-kit";
import type { ObjectView, RecordedEntry } from "./object-calls.ts";

/** An entry that the object is not known to have stored. */
export interface WaitingEntry {
  readonly recorded: RecordedEntry;
  /** What became of it: told to whoever recorded it. One that is kept for later has been told as stored. */
  outcome: PutResult | undefined;
}

/** Whoever calls the object: one at a time, since calls side by side may arrive in another order. */
export interface Turn {
  /** When it last showed that it goes on, on the steady clock: an event may end in the middle of it without a word. */
  sinceMs: number;
}

/**
 * What one isolate has for one object: state alone, which all events may use. A promise, a timer and a call belong to the
 * event that began them, and end with it.
 */
export interface Backlog {
  /** In the order in which they were recorded, those included that are being handed on. */
  entries: WaitingEntry[];
  /** How much had to leave, until it is counted. */
  readonly drops: Map<string, DropCount>;
  turn: Turn | undefined;
  /** When the object could not be reached, on the steady clock; undefined while it can. */
  failedAtMs: number | undefined;
  /** Whether it was said that something had to be dropped since then. */
  isLossSaid: boolean;
  /** What the object held when it last answered. */
  view: ObjectView;
}

export interface DropCount {
  destination: string;
  reason: DropReason;
  count: number;
}

/**
 * The same for every tracker of this isolate whose bot has the same object: many Workers make one for each request.
 * `objectId` is what Cloudflare makes of the namespace and the bot's name.
 */
export function backlogOf(objectId: string): Backlog {
  const backlogs = onceInProcess("durable outbox backlogs@1", () => new Map<string, Backlog>());
  const known = backlogs.get(objectId);
  if (known !== undefined) return known;
  const backlog = newBacklog();
  backlogs.set(objectId, backlog);
  return backlog;
}

export function newBacklog(): Backlog {
  return {
    entries: [],
    drops: new Map(),
    turn: undefined,
    failedAtMs: undefined,
    isLossSaid: false,
    view: { ledger: {}, oldestPendingAt: {} },
  };
}

/** Takes entries out that will not be handed on, and counts why. Gives how many deliveries that were. */
export function dropEntries(backlog: Backlog, entries: readonly WaitingEntry[], reason: DropReason): number {
  const gone = new Set(entries);
  backlog.entries = backlog.entries.filter((entry) => !gone.has(entry));
  let deliveries = 0;
  for (const entry of entries) {
    const { items } = entry.recorded.entry;
    entry.outcome ??= { statuses: items.map(() => "dropped"), overflowed: [] };
    for (const item of items) {
      if (item.kind !== "drop") deliveries++;
      const [destination, why] =
        item.kind === "drop" ? [item.destination, item.reason] : [item.delivery.destination, reason];
      countDrop(backlog, destination, why);
    }
  }
  return deliveries;
}

/** The least valuable come first, and of those the oldest. */
export function leastValuable(entries: readonly WaitingEntry[], count: number): WaitingEntry[] {
  return entries.toSorted((one, two) => rankOf(two.recorded.entry) - rankOf(one.recorded.entry)).slice(0, count);
}

/** As many drops as the object is to count with its next call, each an item of an entry. */
export function dropItems({ drops }: Backlog, most: number): OutboxItem[] {
  const items: OutboxItem[] = [];
  for (const { destination, reason, count } of drops.values()) {
    const room = Math.min(count, most - items.length);
    for (let number = 0; number < room; number++) items.push({ kind: "drop", destination, reason });
  }
  return items;
}

/** The object has counted these. */
export function dropsCounted({ drops }: Backlog, items: readonly OutboxItem[]): void {
  for (const item of items) {
    if (item.kind !== "drop") continue;
    const key = keyOf(item.destination, item.reason);
    const known = drops.get(key);
    if (known === undefined) continue;
    known.count--;
    if (known.count <= 0) drops.delete(key);
  }
}

function countDrop({ drops }: Backlog, destination: string, reason: DropReason): void {
  const key = keyOf(destination, reason);
  const known = drops.get(key) ?? { destination, reason, count: 0 };
  known.count++;
  drops.set(key, known);
}

function keyOf(destination: string, reason: DropReason): string {
  return `${reason} ${destination}`;
}

/** An entry is worth what its best delivery is. */
function rankOf({ items }: OutboxEntry): number {
  const ranks = items.flatMap((item) => (item.kind === "drop" ? [] : [rankOfClass(item.delivery.class)]));
  return Math.min(DELIVERY_CLASSES.length, ...ranks);
}

function rankOfClass(name: DeliveryClass): number {
  return DELIVERY_CLASSES.indexOf(name);
}
