import { bytesOf } from "../../rules/room.ts";
import type { Deliveries } from "../tables/deliveries.ts";
import { type DeliveryRow, toDelivery } from "../tables/delivery-row.ts";
import { DELAYED, LEASED, stateAt } from "../tables/place.ts";
import type { Tables } from "../tables/tables.ts";
import type { DamagedRows } from "./read-damaged.ts";

/** Deliveries and dead letters taken over, and those that the old ledger knew of and nobody could read. */
export interface ImportedRows {
  kept: number;
  corrupt: number;
}

/** Takes what could be read of a damaged file into a fresh one. What is lost is counted as `corrupt`, where known. */
export function importRows(damaged: DamagedRows, tables: Tables): ImportedRows {
  const { ledger, deliveries, deadLetters, dedupeKeys, persons, quotaSlots } = tables;
  for (const name of damaged.names.values()) ledger.open(name);
  let kept = 0;
  for (const row of damaged.deliveries) kept += attempt(() => importDelivery(row, damaged, deliveries));
  for (const row of damaged.deadLetters) {
    kept += attempt(() => deadLetters.add({ ...toDelivery(row, row.id, nameOf(damaged, row)), ...deathOf(row) }));
  }
  for (const row of damaged.persons) {
    attempt(() => persons.add(row.botId, row.userId, { blocked: row.blocked === 1, seenAt: row.seenAt }));
  }
  for (const row of damaged.dedupeKeys) attempt(() => dedupeKeys.import(row, ledger.open(nameOf(damaged, row)).id));
  quotaSlots.import(damaged.quotaSlots);

  let corrupt = 0;
  const newest = newestOf(damaged);
  for (const { name, entry: before } of damaged.page?.destinations ?? []) {
    const { entry } = ledger.open(name);
    const known = before.pending + before.dead + (newest.get(name) ?? 0);
    const lost = Math.max(0, known - entry.pending - entry.dead);
    corrupt += lost;
    entry.delivered = before.delivered;
    entry.ambiguous = before.ambiguous;
    entry.dropped = { ...before.dropped, corrupt: before.dropped.corrupt + lost };
  }
  for (const { entry } of ledger.destinations) {
    const dropped = Object.values(entry.dropped).reduce((sum, count) => sum + count, 0);
    entry.accepted = entry.delivered + entry.pending + dropped + entry.dead;
  }
  return { kept, corrupt };
}

/**
 * How many deliveries came to each destination after its counters were last written. Each took the next number, so
 * that those that cannot be read are known by the gaps; they are put down to the destination that most of the others
 * were for.
 */
function newestOf({ page, deliveries, names }: DamagedRows): Map<string, number> {
  const newest = new Map<string, number>();
  if (page === undefined) return newest;
  let lastSeq = page.lastSeq;
  for (const { seq, destination } of deliveries) {
    if (seq <= page.lastSeq) continue;
    const name = names.get(destination) ?? "";
    newest.set(name, (newest.get(name) ?? 0) + 1);
    lastSeq = Math.max(lastSeq, seq);
  }
  const readable = [...newest.values()].reduce((sum, count) => sum + count, 0);
  const [most] = [...newest].sort(([, one], [, other]) => other - one);
  if (most !== undefined) newest.set(most[0], most[1] + (lastSeq - page.lastSeq - readable));
  return newest;
}

function importDelivery(row: DeliveryRow, damaged: DamagedRows, deliveries: Deliveries): void {
  const id = row.id ?? (damaged.page && `${damaged.page.idPrefix}-${row.seq.toString(36)}`);
  const delivery = toDelivery(row, "", nameOf(damaged, row));
  const seq = deliveries.add(delivery, bytesOf(row.body), { attempts: row.attempts, ...(id !== undefined && { id }) });
  const state = stateAt(row.place);
  if (row.dueAtMs === null || (state !== DELAYED && state !== LEASED)) return;
  const added = deliveries.search(seq);
  if (added === undefined) return;
  if (state === LEASED) deliveries.lease(added, row.dueAtMs);
  else deliveries.delay(added, row.dueAtMs);
}

function deathOf({ diedAtMs, reason }: DamagedRows["deadLetters"][number]) {
  return { diedAtMs, reason: JSON.parse(reason) };
}

function nameOf({ names }: DamagedRows, { destination }: { destination: number }): string {
  const name = names.get(destination);
  if (name === undefined) throw new Error("its destination cannot be read");
  return name;
}

/** A row that came through the damage in pieces is left out. 1 if it was taken. */
function attempt(task: () => void): number {
  try {
    task();
    return 1;
  } catch {
    return 0;
  }
}
