import type { DropReason, OutboxItem, PutResult } from "@bot-tracker/core";
import { DELIVERY_CLASSES, onceInProcess } from "@bot-tracker/core/outbox-kit";
import type { ObjectView, RecordedEntry } from "./object-calls.ts";

/** An entry that the object is not known to have stored. */
export interface WaitingEntry {
  readonly recorded: RecordedEntry;
  /** What became of it: told to whoever recorded it. One that is kept for later has been told as stored. */
  outcome: PutResult | undefined;
  /** That of its class: 0 for the most valuable. Once it was asked for. */
  rank?: number;
}

/** Whoever calls the object: one at a time, since calls side by side may arrive in another order. */
export interface Turn {
  /** When it last showed that it goes on, on the steady clock: an event may end in the middle of it without a word. */
  shownAtMs: number;
  /** What its call has with it: perhaps stored already, so that none of it can be dropped. */
  onItsWay: readonly WaitingEntry[];
}

/** Drops that a call has with it: they count once, whether its answer comes in time, late or not at all. */
export interface SentDrops {
  readonly items: readonly OutboxItem[];
  /** On the steady clock. */
  readonly sinceMs: number;
}

/** What one isolate keeps at most, whatever becomes of its calls. */
export const MOST_KEPT = 1_000;
/** A call that has not ended by then never tells: Cloudflare ends what an event has left to do 30 s after its answer. */
const LONGEST_CALL_MS = 30_000;

/**
 * What one isolate has for one object: state alone, which all events may use. A promise, a timer and a call belong to the
 * event that began them, and end with it.
 */
export interface Backlog {
  /** In the order in which they were recorded, those included that are being handed on. */
  entries: WaitingEntry[];
  /** How much had to leave, until it is counted. */
  readonly drops: Map<string, DropCount>;
  /** Those that calls have with them; they are not among `drops`. */
  readonly sentDrops: Set<SentDrops>;
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
    sentDrops: new Set(),
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
  // Of a full backlog one leaves for each that comes: all of them are looked at then, but not sorted.
  if (count === 1) return entries.length === 0 ? [] : [entries.reduce(worthLess)];
  return entries.toSorted((one, two) => rankOf(two) - rankOf(one)).slice(0, count);
}

function worthLess(one: WaitingEntry, later: WaitingEntry): WaitingEntry {
  return rankOf(later) > rankOf(one) ? later : one;
}

/** As many drops as the object is to count with the next call, each an item of an entry. */
export function takeDrops(backlog: Backlog, most: number, nowMs: number): SentDrops {
  for (const sent of backlog.sentDrops) if (nowMs - sent.sinceMs > LONGEST_CALL_MS) returnDrops(backlog, sent);
  const items: OutboxItem[] = [];
  for (const [key, known] of backlog.drops) {
    const { destination, reason } = known;
    const room = Math.min(known.count, most - items.length);
    for (let number = 0; number < room; number++) items.push({ kind: "drop", destination, reason });
    known.count -= room;
    if (known.count === 0) backlog.drops.delete(key);
  }
  const sent: SentDrops = { items, sinceMs: nowMs };
  if (items.length > 0) backlog.sentDrops.add(sent);
  return sent;
}

/** The object has counted these. */
export function dropsCounted({ sentDrops }: Backlog, sent: SentDrops): void {
  sentDrops.delete(sent);
}

/** The object has not counted these: the next call has them with it. */
export function returnDrops(backlog: Backlog, sent: SentDrops): void {
  if (!backlog.sentDrops.delete(sent)) return;
  for (const item of sent.items) if (item.kind === "drop") countDrop(backlog, item.destination, item.reason);
}

function countDrop({ drops }: Backlog, destination: string, reason: DropReason): void {
  const key = `${reason} ${destination}`;
  const known = drops.get(key) ?? { destination, reason, count: 0 };
  known.count++;
  drops.set(key, known);
}

/** An entry is worth what its best delivery is. Worked out once: it is asked for with each entry that comes. */
function rankOf(waiting: WaitingEntry): number {
  waiting.rank ??= waiting.recorded.entry.items.reduce(
    (best, item) => (item.kind === "drop" ? best : Math.min(best, DELIVERY_CLASSES.indexOf(item.delivery.class))),
    DELIVERY_CLASSES.length,
  );
  return waiting.rank;
}
