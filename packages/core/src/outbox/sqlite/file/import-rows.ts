import { bytesOf, type Items } from "../tables/deliveries.ts";
import { type ItemRow, toDelivery } from "../tables/delivery-row.ts";
import { DELAYED, LEASED, stateAt } from "../tables/place.ts";
import type { Tables } from "../tables/tables.ts";
import type { Remains } from "./read-damaged.ts";

/** Deliveries and dead letters taken over, and those that the old ledger knew of and nobody could read. */
export interface Adopted {
  kept: number;
  corrupt: number;
}

/** Takes what could be read of a damaged file into a fresh one. What is lost is counted as `corrupt`, where known. */
export function adopt(left: Remains, { books, items, letters, marks, persons, slots }: Tables): Adopted {
  for (const name of left.names.values()) books.open(name);
  let kept = 0;
  for (const row of left.items) kept += attempt(() => adoptItem(row, left, items));
  for (const row of left.letters) {
    kept += attempt(() => letters.add({ ...toDelivery(row, row.id, nameOf(left, row)), ...deathOf(row) }));
  }
  for (const row of left.persons) {
    attempt(() => persons.add(row.botId, row.userId, { blocked: row.blocked === 1, seenAt: row.seenAt }));
  }
  for (const row of left.marks) attempt(() => marks.adopt(row, books.open(nameOf(left, row)).id));
  slots.adopt(left.slots);

  let corrupt = 0;
  const newest = newestOf(left);
  for (const { name, entry: before } of left.books?.accounts ?? []) {
    const { entry } = books.open(name);
    const known = before.pending + before.dead + (newest.get(name) ?? 0);
    const lost = Math.max(0, known - entry.pending - entry.dead);
    corrupt += lost;
    entry.delivered = before.delivered;
    entry.ambiguous = before.ambiguous;
    entry.dropped = { ...before.dropped, corrupt: before.dropped.corrupt + lost };
  }
  for (const { entry } of books.accounts) {
    const dropped = Object.values(entry.dropped).reduce((sum, count) => sum + count, 0);
    entry.accepted = entry.delivered + entry.pending + dropped + entry.dead;
  }
  return { kept, corrupt };
}

/**
 * How many items came to each destination after its account was last written. Each took the next number, so that those
 * that cannot be read are known by the gaps; they are put down to the destination that most of the others were for.
 */
function newestOf({ books, items, names }: Remains): Map<string, number> {
  const newest = new Map<string, number>();
  if (books === undefined) return newest;
  let lastSeq = books.lastSeq;
  for (const { seq, account } of items) {
    if (seq <= books.lastSeq) continue;
    const name = names.get(account) ?? "";
    newest.set(name, (newest.get(name) ?? 0) + 1);
    lastSeq = Math.max(lastSeq, seq);
  }
  const readable = [...newest.values()].reduce((sum, count) => sum + count, 0);
  const [most] = [...newest].sort(([, one], [, other]) => other - one);
  if (most !== undefined) newest.set(most[0], most[1] + (lastSeq - books.lastSeq - readable));
  return newest;
}

function adoptItem(row: ItemRow, left: Remains, items: Items): void {
  const id = row.id ?? (left.books && `${left.books.idPrefix}-${row.seq.toString(36)}`);
  const delivery = toDelivery(row, "", nameOf(left, row));
  const seq = items.add(delivery, bytesOf(row.body), { attempts: row.attempts, ...(id !== undefined && { id }) });
  const state = stateAt(row.place);
  if (row.dueAtMs === null || (state !== DELAYED && state !== LEASED)) return;
  const added = items.search(seq);
  if (added === undefined) return;
  if (state === LEASED) items.lease(added, row.dueAtMs);
  else items.delay(added, row.dueAtMs);
}

function deathOf({ diedAtMs, reason }: Remains["letters"][number]) {
  return { diedAtMs, reason: JSON.parse(reason) };
}

function nameOf({ names }: Remains, { account }: { account: number }): string {
  const name = names.get(account);
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
