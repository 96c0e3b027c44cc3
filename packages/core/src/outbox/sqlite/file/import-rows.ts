import type { Delivery } from "../../delivery.ts";
import { DROP_REASONS, type LedgerEntry } from "../../ledger.ts";
import { SHARING_CLASSES } from "../../rules/fair-shares.ts";
import { bytesOf } from "../../rules/room.ts";
import type { DeadLetterRow } from "../tables/dead-letters.ts";
import type { Deliveries } from "../tables/deliveries.ts";
import { type DeliveryRow, isBarrierRank, toDelivery } from "../tables/delivery-row.ts";
import { type LeaseNote, readLeaseNote } from "../tables/lease-note.ts";
import { toPerson } from "../tables/persons.ts";
import { DELAYED, LEASED, stateAt } from "../tables/place.ts";
import { importedSlot } from "../tables/quota-slot-row.ts";
import type { Tables } from "../tables/tables.ts";
import type { FileRows } from "./file-rows.ts";
import { sqliteFailureOf } from "./sqlite-failure.ts";

/** Deliveries and dead letters taken over, and those that the old ledger knew of and nobody could read. */
export interface ImportedRows {
  kept: number;
  corrupt: number;
}

/**
 * Takes the rows of another file into this one, which has its own or none. What is lost of a damaged file is counted as
 * `corrupt`, where known. For use inside a transaction.
 *
 * @throws what SQLite throws if this file takes nothing
 */
export function importRows(rows: FileRows, tables: Tables): ImportedRows {
  const { ledger, deliveries, deadLetters, dedupeKeys, persons, quotaSlots, holders } = tables;
  for (const name of rows.names.values()) ledger.open(name);
  const held = new Map(ledger.destinations.map(({ name, entry }) => [name, countIn(entry)]));
  const lastSeq = ledger.nextSeq();
  const barriersOf = new Set<string>();
  let kept = 0;
  for (const row of rows.deliveries) {
    kept += attempt(() => importDelivery(row, rows, deliveries));
    if (row.userId !== null && isBarrierRank(row.class)) barriersOf.add(row.userId);
  }
  for (const userId of barriersOf) putBehind(userId, lastSeq, tables);
  for (const row of rows.deadLetters) {
    kept += attempt(() => deadLetters.add({ ...toDelivery(row, row.id, nameOf(rows, row)), ...deathOf(row) }));
  }
  for (const row of rows.persons) {
    // Whoever is known here was seen later.
    if (persons.find(row.botId, row.userId) !== undefined) continue;
    attempt(() => persons.add(row.botId, row.userId, toPerson(row)));
  }
  for (const row of rows.dedupeKeys) attempt(() => dedupeKeys.import(row, ledger.open(nameOf(rows, row)).id));
  // Before the slots: the numbers of this process's own are not to be given again.
  ledger.passOver(rows.page);
  quotaSlots.import(rows.quotaSlots);
  holders.import(rows.holders);

  let corrupt = 0;
  const newest = newestOf(rows);
  for (const { name, entry: before, keyHash, turns } of rows.page?.destinations ?? []) {
    const counters = ledger.open(name);
    const { entry } = counters;
    const known = before.pending + before.dead + (newest.get(name) ?? 0);
    const lost = Math.max(0, known - (countIn(entry) - (held.get(name) ?? 0)));
    corrupt += lost;
    entry.delivered += before.delivered;
    entry.ambiguous += before.ambiguous;
    for (const reason of DROP_REASONS) entry.dropped[reason] += before.dropped[reason];
    entry.dropped.corrupt += lost;
    if (keyHash !== undefined) counters.keyHash ??= keyHash;
    if (SHARING_CLASSES.every((each) => counters.turns[each] === 0)) counters.turns = turns;
  }
  for (const { entry } of ledger.destinations) {
    entry.accepted = entry.delivered + countIn(entry);
  }
  return { kept, corrupt };
}

/** What came and was not delivered. */
function countIn({ pending, dead, dropped }: LedgerEntry): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, pending + dead);
}

/** What this file has of a user came after what was imported: it goes behind that, so that no goal overtakes its start. */
function putBehind(userId: string, lastSeq: number, { deliveries, ledger }: Tables): void {
  const later = deliveries.ofUser(userId).filter(({ seq, place }) => seq <= lastSeq && stateAt(place) !== LEASED);
  // From the end, so that nothing is made ready on the way.
  const rows = later.toReversed().flatMap(({ place }) => {
    const row = deliveries.at(place);
    if (row !== undefined) deliveries.remove(row);
    return row ?? [];
  });
  for (const row of rows.toReversed()) {
    addAsItWas(deliveries, toDelivery(row, deliveries.idOf(row), ledger.nameOf(row.destination)), row);
  }
}

/**
 * How many deliveries came to each destination after its counters were last written. Each took the next number, as did
 * whoever was new, so that those that cannot be read are known by the gaps; they are put down to the destination that
 * most of the others were for.
 */
function newestOf({ page, deliveries, names, persons }: FileRows): Map<string, number> {
  const newest = new Map<string, number>();
  if (page === undefined) return newest;
  let lastSeq = page.lastSeq;
  for (const { seq, destination } of deliveries) {
    if (seq <= page.lastSeq) continue;
    const name = names.get(destination) ?? "";
    newest.set(name, (newest.get(name) ?? 0) + 1);
    lastSeq = Math.max(lastSeq, seq);
  }
  let readable = [...newest.values()].reduce((sum, count) => sum + count, 0);
  for (const { place } of persons) if (place > page.lastSeq && place < lastSeq) readable++;
  const [most] = [...newest].sort(([, one], [, other]) => other - one);
  if (most !== undefined) newest.set(most[0], most[1] + (lastSeq - page.lastSeq - readable));
  return newest;
}

function importDelivery(row: DeliveryRow, rows: FileRows, deliveries: Deliveries): void {
  const id = row.id ?? (rows.page && `${rows.page.idPrefix}-${row.seq.toString(36)}`);
  addAsItWas(deliveries, { ...toDelivery(row, "", nameOf(rows, row)), id }, row);
}

/** Adds a delivery that was in a file before, under its id, delayed or leased as it was there. */
function addAsItWas(
  deliveries: Deliveries,
  { id, attempts, ...delivery }: Omit<Delivery, "id"> & { id: string | undefined },
  { place, dueAtMs, lease }: Pick<DeliveryRow, "place" | "dueAtMs" | "lease">,
): void {
  const seq = deliveries.add(delivery, bytesOf(delivery.body), { attempts, ...(id !== undefined && { id }) });
  const state = stateAt(place);
  if (dueAtMs === null || (state !== DELAYED && state !== LEASED)) return;
  const added = deliveries.search(seq);
  if (added === undefined) return;
  if (state === LEASED) deliveries.lease(added, dueAtMs, importedNote(lease, dueAtMs));
  else deliveries.delay(added, dueAtMs);
}

function importedNote(lease: string | null, dueAtMs: number): LeaseNote | undefined {
  const note = readLeaseNote(lease, dueAtMs);
  return note?.slot === undefined ? note : { ...note, slot: String(importedSlot(Number(note.slot))) };
}

function deathOf({ diedAtMs, reason }: DeadLetterRow) {
  return { diedAtMs, reason: JSON.parse(reason) };
}

function nameOf({ names }: FileRows, { destination }: { destination: number }): string {
  const name = names.get(destination);
  if (name === undefined) throw new Error("its destination cannot be read");
  return name;
}

/** A row that came through damage in pieces is left out. 1 if it was taken. */
function attempt(task: () => void): number {
  try {
    task();
    return 1;
  } catch (error) {
    // This file does not take it, as on a full disk: then none is to be taken for one that cannot be read.
    if (sqliteFailureOf(error) !== undefined) throw error;
    return 0;
  }
}
